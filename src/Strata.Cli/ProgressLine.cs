using System.Globalization;
using Strata.Validation;

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
    private readonly MatrixProgress _progress;
    private readonly ITimer _timer;
    private bool _isShown;
    private bool _isOver;

    private ProgressLine(TextWriter terminal, MatrixProgress progress, TimeProvider time)
    {
        _terminal = terminal;
        _progress = progress;
        _timer = time.CreateTimer(static line => ((ProgressLine)line!).Show(), this, Patience, Pace);
    }

    /// <summary>Begins to show a progress; null where no people look on.</summary>
    public static ProgressLine? Begin(CommandHost host, MatrixProgress progress) =>
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
            if (_isOver || _progress.Total == 0)
            {
                return;
            }

            _isShown = true;
            _terminal.Write(string.Create(CultureInfo.InvariantCulture, $"\r\e[Kchecking: {_progress.Done} of {_progress.Total} configurations"));
            _terminal.Flush();
        }
    }
}
