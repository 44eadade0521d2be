using System.Collections.Immutable;
using Strata.Binding;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Tests.Binding;

public enum Colour
{
    Red,
    DarkBlue,
    LightGreen,
}

[Flags]
public enum Access
{
    None = 0,
    Read = 1,
    Write = 2,
    All = Read | Write,
}

public sealed record Endpoint(string Host, Port Port, bool UseTls = true, string? Path = null);

public readonly record struct Pair(int Left, int Right);

public sealed record Tree(string Name, ImmutableArray<Tree> Children);

public struct Mutable
{
    public int Count { get; set; }

    public int Limit { get; init; }
}

public class Options
{
    public required string Name { get; init; }

    public int Retries { get; set; } = 3;

    public string Level { get; init; } = "info";

    public string? Comment { get; set; }

    public Colour Colour { get; init; } = Colour.LightGreen;

    public List<string> Tags { get; } = ["default"];

    public IDictionary<string, int> Weights { get; } = new Dictionary<string, int>();

    [ConfigurationIgnore]
    public Action? Callback { get; set; }
}

public sealed class DerivedOptions : Options
{
    public required Endpoint Endpoint { get; init; }
}

public sealed class NeedsText
{
    public string Text { get; set; } = null!;
}

public sealed class NeedsItems
{
    public ImmutableArray<int> Items { get; set; }

    public ImmutableArray<int> Others { get; init; } = [];

    public ImmutableArray<int>? Maybe { get; init; }
}

public sealed record Durations(TimeSpan Timeout, [DurationUnit(DurationUnit.Seconds)] TimeSpan Recycle, TimeSpan? Grace, TimeSpan[] Steps);

public sealed record Whole([ConfigurationSource] ConfigSection Section, string Known);

public sealed record Keyed([ConfigurationKey("from-address")] string Sender, [property: ConfigurationKey("to")] string Receiver);

public sealed record Numbers(sbyte A, byte B, short C, ushort D, int E, uint F, long G, ulong H, Int128 I, float J, double K, decimal L, Half M, UInt128 N);

public sealed record Texts(char Letter, Guid Id, Uri Address, Version Version, System.Net.IPAddress Ip, DateTimeOffset At, DateOnly Date, TimeOnly Time, Secret Key, DateTime Local);
