using System.Collections.Immutable;

namespace Strata.Validation.Rules;

/// <summary>The rules about how a service is run: ports, pools, workers, TLS, logs.</summary>
internal static class OperationalRules
{
    /// <summary>Those about single entries.</summary>
    public static ImmutableArray<IEntryRule> EntryRules { get; } = [];

    /// <summary>Those that compare values of one configuration.</summary>
    public static ImmutableArray<IConfigurationRule> ConfigurationRules { get; } = [];
}
