using Strata.Binding;

namespace Strata.Sections;

/// <summary>How many connections are kept. Everything is null where the configuration says nothing, and then the driver's own default holds.</summary>
public sealed record PoolConfig
{
    /// <summary>How many are kept open at least.</summary>
    public int? MinSize { get; init; }

    /// <summary>How many there are at most.</summary>
    public int? MaxSize { get; init; }

    /// <summary>How long a request waits for one. A number is seconds.</summary>
    [DurationUnit(DurationUnit.Seconds)]
    public TimeSpan? Timeout { get; init; }

    /// <summary>After what time one is replaced. A number is seconds.</summary>
    [DurationUnit(DurationUnit.Seconds)]
    public TimeSpan? RecycleTimeout { get; init; }
}
