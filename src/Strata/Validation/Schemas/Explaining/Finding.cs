using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Schemas.Explaining;

/// <summary>One thing that is wrong, and what has to be known to tell which of several alternatives was meant.</summary>
/// <param name="Diagnostic">What is said of it.</param>
/// <param name="At">The value it is about.</param>
/// <param name="Subject">The key that it is about, where the value is the mapping around it; else empty.</param>
/// <param name="Depth">How deep the value stands.</param>
/// <param name="Allowed">The values that may stand there, where it is about that; else null.</param>
internal sealed record Finding(Diagnostic Diagnostic, ConfigNode At, string Subject, int Depth, ConfigNode[]? Allowed = null)
{
    public DiagnosticCode Code => Diagnostic.Code;

    /// <summary>The keys that are missing: all of them, or of alternatives one; null where it is not about that.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>The mapping that an unknown key stands in, and the key that was probably meant.</summary>
    public (MappingNode Mapping, string Key)? Meant { get; init; }
}
