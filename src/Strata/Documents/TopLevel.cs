using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>What every format asks of a document's top level.</summary>
internal static class TopLevel
{
    /// <summary>Reports a document whose top level is a list or a single value.</summary>
    public static void RefuseOther(ConfigNode root, DocumentRules rules)
    {
        var found = root is SequenceNode ? "a list" : "a single value";
        rules.Error(
            root.Position,
            DiagnosticCode.TopLevelNoMapping,
            $"the top level is {found}; keys and values are expected",
            root is SequenceNode ? "put the list under a key" : "write key: value");
    }

    /// <summary>Reports a document in which nothing stands.</summary>
    /// <param name="position">Where something was expected.</param>
    /// <param name="message">What is empty.</param>
    /// <param name="nothing">How an override that sets nothing is written in the format.</param>
    /// <param name="rules">The rules that it breaks.</param>
    public static void RefuseEmpty(SourcePosition position, string message, string nothing, DocumentRules rules) =>
        rules.Error(position, DiagnosticCode.EmptyDocument, message, $"write {nothing} where nothing is set, or remove it");
}
