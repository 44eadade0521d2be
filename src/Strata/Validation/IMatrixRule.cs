namespace Strata.Validation;

/// <summary>A rule about all contexts together: what never applies, what differs between them.</summary>
internal interface IMatrixRule
{
    RuleDescriptor Descriptor { get; }

    void Check(ResolvedMatrix matrix, RuleReport report);
}
