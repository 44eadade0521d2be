using System.Runtime.InteropServices;

namespace Strata.Cli.Running;

/// <summary>
/// Hands the signals that this process gets on to a command, and does not end by them itself: it ends as the command does. What is typed at
/// a terminal, the command gets by itself. Safe for use from several threads.
/// </summary>
internal sealed class SignalForwarding : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly List<int> _early = [];
    private ChildProcess? _child;

    public SignalForwarding(CommandHost host)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
        {
            var isTyped = signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT && (host.IsOutputTerminal || host.IsErrorTerminal);
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (!isTyped)
                {
                    Pass(PosixSignals.NumberOf(context.Signal));
                }
            }));
        }
    }

    /// <summary>Names the command. It gets what came while it was started: that must not end this process and leave the command behind.</summary>
    public void To(ChildProcess child)
    {
        lock (_lock)
        {
            _child = child;
            _early.ForEach(child.Signal);
            _early.Clear();
        }
    }

    /// <summary>Hands a signal on.</summary>
    public void Pass(int signal)
    {
        lock (_lock)
        {
            if (_child is { } child)
            {
                child.Signal(signal);
            }
            else
            {
                _early.Add(signal);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());
}
