using System.Collections.Immutable;

namespace Strata.Doctor;

/// <summary>How a configuration is checked. Immutable.</summary>
public sealed record DoctorOptions
{
    /// <summary>How long each check may take. Default: 5 seconds. All run at the same time.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The checks, in the order of the report. Default: <see cref="ConfigurationChecks.All"/>.</summary>
    public ImmutableArray<IConfigurationCheck> Checks { get; init; } = ConfigurationChecks.All;

    /// <summary>The names of the checks that are run; none for all.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>The names of the checks that are not run.</summary>
    public ImmutableArray<string> Skip { get; init; } = [];

    /// <summary>The clock that certificates and the servers' clocks are held against, and that time limits go by. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Is told how many checks have ended, from any thread. Default: nobody.</summary>
    public Action<int>? Ended { get; init; }

    /// <summary>The checks that are run.</summary>
    public IEnumerable<IConfigurationCheck> Chosen => Checks.Where(check => (Only.IsEmpty || Only.Contains(check.Name)) && !Skip.Contains(check.Name));
}
