using System.Runtime.InteropServices;

namespace Strata.Cli.Running;

/// <summary>
/// Hands the signals that this process gets on to a command, and does not end by them itself: it ends as the command does. What is typed at
/// a terminal, the command gets by itself.
/// </summary>
internal sealed class SignalForwarding : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];

    public SignalForwarding(ChildProcess child, CommandHost host)
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT })
        {
            var isTyped = signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT && (host.IsOutputTerminal || host.IsErrorTerminal);
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (!isTyped)
                {
                    child.Signal(PosixSignals.NumberOf(context.Signal));
                }
            }));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());
}
