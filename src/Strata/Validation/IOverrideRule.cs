using Strata.Validation.Rules;

namespace Strata.Validation;

/// <summary>A rule about what overrides write, each looked at once whatever contexts there are. All such rules share one walk through an override.</summary>
internal interface IOverrideRule
{
    RuleDescriptor Descriptor { get; }

    void Check(in WrittenValue value, RuleReport report);
}
