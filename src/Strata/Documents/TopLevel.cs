using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>What every format asks of a document's top level.</summary>
internal static class TopLevel
{
    /// <summary>The error for a document whose top level is a list or a single value.</summary>
    public static Diagnostic NoMapping(ConfigNode root)
    {
        var found = root is SequenceNode ? "a list" : "a single value";
        return Diagnostic.At(root, DiagnosticCode.TopLevelNoMapping, DiagnosticSeverity.Error, $"the top level is {found}; keys and values are expected") with
        {
            Hint = root is SequenceNode ? "put the list under a key" : "write key: value",
        };
    }
}
