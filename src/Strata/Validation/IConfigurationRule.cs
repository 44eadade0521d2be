namespace Strata.Validation;

/// <summary>
/// A rule about resolved configurations, for users to implement: what no schema can say, because it compares values or knows the
/// environment. Implementations are called from several threads and keep no state.
/// </summary>
public interface IConfigurationRule
{
    /// <summary>What the rule looks for.</summary>
    RuleDescriptor Descriptor { get; }

    /// <summary>Looks at a configuration, and reports each finding.</summary>
    void Check(RuleContext context);
}
