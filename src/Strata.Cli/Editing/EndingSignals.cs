using System.Runtime.InteropServices;

namespace Strata.Cli.Editing;

/// <summary>
/// Keeps the process alive through the signals that would end it, so that it can clean up first. What a person types at the terminal
/// (SIGINT, SIGQUIT) is the editor's too, and only interrupts; what asks this process to end (SIGTERM, SIGHUP) is to be followed.
/// </summary>
internal sealed class EndingSignals : IDisposable
{
    private const int OfSignal = 128;

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource<int> _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndingSignals()
    {
        Register(PosixSignal.SIGHUP, 1, () => _ended);
        Register(PosixSignal.SIGINT, 2, () => _interrupted);
        Register(PosixSignal.SIGQUIT, 3, () => _interrupted);
        Register(PosixSignal.SIGTERM, 15, () => _ended);
    }

    /// <summary>Is done when the process is asked to end, with its exit code then.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Is done when a person interrupts, with the exit code of that.</summary>
    public Task<int> Interrupted => _interrupted.Task;

    /// <summary>Forgets the interruptions so far.</summary>
    public void Forget() => _interrupted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets signals end the process again.</summary>
    public void Dispose() => _registrations.ForEach(static registration => registration.Dispose());

    private void Register(PosixSignal signal, int number, Func<TaskCompletionSource<int>> told) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        told().TrySetResult(OfSignal + number);
    }));
}
