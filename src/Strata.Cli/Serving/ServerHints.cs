using Strata.Diagnostics;

namespace Strata.Cli.Serving;

/// <summary>What to do about a server's refusal, said in commands: the server says it in addresses.</summary>
internal static class ServerHints
{
    /// <summary>The hint for a code; null where the server's own is as good.</summary>
    /// <param name="code">The code.</param>
    /// <param name="title">What the server says.</param>
    public static string? Of(DiagnosticCode code, string title) =>
        code == DiagnosticCode.UnknownSpace ? "correct --space; strata push --create makes a new one"
        : code == DiagnosticCode.UnknownRevision ? "strata history lists them"
        : code == DiagnosticCode.UnknownServerResource ? HintForUnknown(title)
        : code == DiagnosticCode.StaleDraft ? "look at what changed meanwhile, bring it in, and strata push again: the new draft is made from what holds now"
        : code == DiagnosticCode.ApprovalMissing ? "let somebody else approve it: strata draft approve ID --as NAME"
        : code == DiagnosticCode.ReasonMissing ? "say why, in 3 to 500 characters: --reason TEXT, or $STRATA_REASON"
        : code == DiagnosticCode.NotOpen ? "strata drafts --state open lists those that are open"
        : code == DiagnosticCode.ServerOverloaded || code == DiagnosticCode.RevisionNotReached ? "try again in a moment"
        : null;

    private static string? HintForUnknown(string title) =>
        title.StartsWith("there is no draft ", StringComparison.Ordinal) ? "strata drafts lists them"
        : title.StartsWith("there is no user ", StringComparison.Ordinal) ? "strata user list shows them"
        : title.StartsWith("there is no client ", StringComparison.Ordinal) ? "strata client list shows them"
        : title.StartsWith("there is no token ", StringComparison.Ordinal) ? "strata token list shows them"
        : null;
}
