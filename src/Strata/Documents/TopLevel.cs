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

    /// <summary>The error for a document in which nothing stands.</summary>
    /// <param name="text">The file.</param>
    /// <param name="position">Where something was expected.</param>
    /// <param name="message">What is empty.</param>
    /// <param name="nothing">How an override that sets nothing is written in the format.</param>
    public static Diagnostic Empty(SourceText text, SourcePosition position, string message, string nothing) =>
        Diagnostic.At(text, position, DiagnosticCode.EmptyDocument, DiagnosticSeverity.Error, message) with
        {
            Hint = $"write {nothing} for an override that sets nothing, or remove it",
        };
}
