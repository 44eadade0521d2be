namespace Strata.Cli;

/// <summary>
/// Shows on a terminal how far a long run has come, and is gone when it ends. Nothing else writes there meanwhile.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly TextWriter _terminal;
    private readonly Func<string?> _progress;
    private readonly ITimer _timer;
    private bool _isShown;
    private bool _isOver;

    private ProgressLine(TextWriter terminal, Func<string?> progress, TimeProvider time)
    {
        _terminal = terminal;
        _progress = progress;
        _timer = time.CreateTimer(static line => ((ProgressLine)line!).Show(), this, Patience, Pace);
    }

    /// <summary>Begins to show a progress; null where no people look on.</summary>
    /// <param name="host">The terminal and the clock.</param>
    /// <param name="progress">The line; null while there is nothing to say.</param>
    public static ProgressLine? Begin(CommandHost host, Func<string?> progress) =>
        host.IsErrorTerminal && host.Variable("TERM") != "dumb" ? new ProgressLine(host.Error, progress, host.Time) : null;

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _isOver = true;
            if (_isShown)
            {
                _terminal.Write("\r\e[K");
                _terminal.Flush();
            }
        }
    }

    private void Show()
    {
        lock (_lock)
        {
            if (_isOver || _progress() is not { } line)
            {
                return;
            }

            _isShown = true;
            _terminal.Write($"\r\e[K{line}");
            _terminal.Flush();
        }
    }
}
