using System.Collections.Immutable;

namespace Strata.Validation.Rules;

/// <summary>The rules about how a configuration is run: what must not be on in production, ports, pools, containers, models, logs.</summary>
internal static class OperationalRules
{
    /// <summary>Those that find their entries by the keys.</summary>
    public static ImmutableArray<IEntryRule> EntryRules { get; } =
    [
        new DebugInProduction(),
        new ReloadInProduction(),
        new TlsOffInProduction(),
        new CorsAnyOrigin(),
        new MissingSecurityHeader(),
        new PoolAboveServer(),
        new PrivilegedPort(),
        new WorkersAboveCpus(),
        new SpleeterStems(),
        new BatchAgainstDelay(),
        new GpuWithoutDevice(),
        new UnknownLogLevel(),
        new LogWithoutRotation(),
    ];

    /// <summary>Those that compare values of a mapping, or find keys by a part of them.</summary>
    public static ImmutableArray<IMappingRule> MappingRules { get; } = [new PoolBounds(), new PortOutOfRange(), new PortUsedTwice(), new ServingPortsEqual()];

    /// <summary>Those that compare values which stand apart.</summary>
    public static ImmutableArray<IConfigurationRule> ConfigurationRules { get; } = [new UndefinedServices(), new UnusedServices()];
}
