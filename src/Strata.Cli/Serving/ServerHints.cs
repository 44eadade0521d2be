using Strata.Diagnostics;

namespace Strata.Cli.Serving;

/// <summary>What to do about a server's refusal, said in commands: the server says it in addresses.</summary>
internal static class ServerHints
{
    /// <summary>The hint for a code; null where the server's own is as good.</summary>
    public static string? Of(DiagnosticCode code) =>
        code == DiagnosticCode.UnknownSpace ? "correct --space; strata push --create makes a new one"
        : code == DiagnosticCode.UnknownRevision ? "strata history lists them"
        : code == DiagnosticCode.UnknownServerResource ? "strata drafts lists them"
        : code == DiagnosticCode.StaleDraft ? "look at what changed meanwhile, bring it in, and strata push again: the new draft is made from what holds now"
        : code == DiagnosticCode.ApprovalMissing ? "let somebody else approve it: strata draft approve ID --as NAME"
        : code == DiagnosticCode.ReasonMissing ? "say why, in 3 to 500 characters: --reason TEXT, or $STRATA_REASON"
        : code == DiagnosticCode.NotOpen ? "strata drafts --state open lists those that are open"
        : code == DiagnosticCode.ServerOverloaded || code == DiagnosticCode.RevisionNotReached ? "try again in a moment"
        : null;
}
