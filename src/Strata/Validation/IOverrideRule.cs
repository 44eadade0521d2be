using Strata.Layers;

namespace Strata.Validation;

/// <summary>A rule about overrides as they are written, each looked at once whatever contexts there are.</summary>
internal interface IOverrideRule
{
    RuleDescriptor Descriptor { get; }

    void Check(Layer layer, RuleReport report);
}
