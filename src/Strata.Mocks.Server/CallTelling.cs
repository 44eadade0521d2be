using Strata.Diagnostics;

namespace Strata.Mocks.Server;

/// <summary>Says on standard error what is called, and counts the calls that no route answers. For several threads.</summary>
internal sealed class CallTelling(TextWriter error, string level, bool warnsOfUnmatched)
{
    public const string Calls = "calls";
    public const string Warnings = "warnings";

    private readonly Lock _lock = new();
    private int _unmatched;

    /// <summary>How many calls no route answered.</summary>
    public int Unmatched => Volatile.Read(ref _unmatched);

    public void Tell(MockCall call)
    {
        if (!call.IsMatched)
        {
            Interlocked.Increment(ref _unmatched);
        }

        var isWarning = !call.IsMatched && warnsOfUnmatched;
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
