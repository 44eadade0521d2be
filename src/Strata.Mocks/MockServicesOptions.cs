namespace Strata.Mocks;

/// <summary>How mocked services are started. Read once, by <see cref="MockServices.StartAsync"/>.</summary>
public sealed class MockServicesOptions
{
    /// <summary>The port in place of <c>mocks.port</c>; 0 takes one that is free. Default: null, the configured one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no port.</exception>
    public int? Port
    {
        get;
        set => field = value is null or (>= 0 and <= 65535) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A port is 0 to 65535.");
    }

    /// <summary>The overrides directory, from which a relative <c>mocks.template_directory</c> starts. Default: <see cref="OverrideManager.DefaultDirectory"/>, in the working directory.</summary>
    public string OverridesDirectory { get; set; } = OverrideManager.DefaultDirectory;

    /// <summary>How many calls are kept; of more, the oldest are forgotten. Default: 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxCalls
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one.");
    } = 10_000;

    /// <summary>Is told of each call just before it is answered, on the thread that answers it; several threads may be at it at a time. What it throws becomes the answer 500. Default: nobody.</summary>
    public Action<MockCall>? Called { get; set; }

    /// <summary>The clock of <c>{{ now }}</c> and of latency. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
