using Strata.Diagnostics;

namespace Strata.Mocks.Server;

/// <summary>Says on standard error what is called.</summary>
internal sealed class CallTelling(TextWriter error, string level, UnmatchedAnswer unmatched)
{
    public const string Calls = "calls";
    public const string Warnings = "warnings";

    private readonly Lock _lock = new();

    public void Tell(MockCall call)
    {
        var isWarning = !call.IsMatched && unmatched == UnmatchedAnswer.Fail;
        if (level != Calls && !(isWarning && level == Warnings))
        {
            return;
        }

        lock (_lock)
        {
            // A path may hold anything, a terminal's sequences too.
            error.WriteLine(TerminalText.Harmless($"{(isWarning ? "warning" : "info")}: {call}"));
            error.Flush();
        }
    }
}
