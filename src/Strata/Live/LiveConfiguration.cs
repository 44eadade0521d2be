using System.Collections.Concurrent;
using System.Diagnostics;
using Strata.Diagnostics;

namespace Strata.Live;

/// <summary>
/// A configuration that follows its files. What is in use is always one whole, valid snapshot: a bad change keeps the last good one, and
/// the next good one takes its place. Safe for use from several threads. Disposing it ends the watch and waits for a reload that is under
/// way; the snapshots stay usable.
/// </summary>
/// <remarks>
/// Events are raised one after another, in the order of revisions, on a thread of the pool and after <see cref="Current"/> was changed.
/// The next reload waits for the handlers, so that these should be short. A handler may dispose of the configuration, and may await
/// <see cref="ReloadAsync"/>, but must not block on it.
/// </remarks>
public sealed class LiveConfiguration : IAsyncDisposable
{
    // While somebody writes on and on, what there is is read after so many times the debounce.
    private const int LongestBurst = 25;

    private readonly LiveResolver _resolver;
    private readonly FileWatch _watch;
    private readonly WatchOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<LiveConfiguration, ConfigurationChangedEventArgs> _changed;
    private readonly Action<LiveConfiguration> _ended;
    private readonly ConcurrentQueue<TaskCompletionSource<ReloadOutcome>> _requests = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncLocal<bool> _isRaising = new();
    private readonly Lock _lock = new();
    private readonly Task _loop;
    private volatile ConfigurationSnapshot _current;
    private volatile ReloadFailure? _failure;
    private bool _isDisposed;

    internal LiveConfiguration(LiveResolver resolver, FileWatch watch, ConfigurationSnapshot first, LiveSettings settings)
    {
        _resolver = resolver;
        _watch = watch;
        _current = first;
        _options = settings.Options;
        _time = settings.Time;
        _changed = settings.Changed;
        _ended = settings.Ended;
        _watch.Start(() => _wake.Release());
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Raised after a new revision took the place of the one before. Not raised where no value changed.</summary>
    public event EventHandler<ConfigurationChangedEventArgs>? Changed;

    /// <summary>Raised when a reload fails; not again while it fails for the same reasons.</summary>
    public event EventHandler<ReloadFailedEventArgs>? ReloadFailed;

    /// <summary>Raised when a handler of one of the other events threw an exception, which hurts nobody else. What is thrown here is lost.</summary>
    public event EventHandler<HandlerFailedEventArgs>? HandlerFailed;

    /// <summary>The configuration in use. Never null, never half of another; read it once where several values must belong together.</summary>
    public ConfigurationSnapshot Current => _current;

    /// <summary>Why <see cref="Current"/> is older than the files; null while it is not.</summary>
    public ReloadFailure? Failure => _failure;

    /// <summary>
    /// Reads the files now, without waiting to be told of a change, and gives what came of it once those who listen were told. A failure is
    /// an outcome and not an exception.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait, not the reload.</param>
    /// <exception cref="ObjectDisposedException">The configuration is disposed.</exception>
    public Task<ReloadOutcome> ReloadAsync(CancellationToken cancellationToken = default)
    {
        var request = new TaskCompletionSource<ReloadOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _requests.Enqueue(request);
            _wake.Release();
        }

        return request.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _stopping.Cancel();
            }
        }

        // A handler that waited for the loop would wait for itself.
        if (!_isRaising.Value)
        {
            await _loop.ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (await NextAsync().ConfigureAwait(false))
            {
                var requests = _requests.ToArray();
                var outcome = Reload();
                foreach (var _ in requests)
                {
                    _requests.TryDequeue(out var request);
                    request!.SetResult(outcome);
                }
            }
        }
        finally
        {
            _watch.Dispose();
            _ended(this);
            while (_requests.TryDequeue(out var request))
            {
                request.SetException(new ObjectDisposedException(nameof(LiveConfiguration)));
            }
        }
    }

    // Waits until there may be something to read. False when that is all over.
    private async Task<bool> NextAsync()
    {
        try
        {
            var interval = _watch.IsPolling ? _options.PollingInterval : _options.HeartbeatInterval;
            if (await _wake.WaitAsync(interval, _stopping.Token).ConfigureAwait(false))
            {
                await SettleAsync().ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // Waits until nothing has happened for a while. Who asked for a reload does not wait.
    private async Task SettleAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        var longest = LongestBurst * _options.Debounce;
        do
        {
            while (_wake.Wait(0, CancellationToken.None))
            {
            }
        }
        while (_requests.IsEmpty && Stopwatch.GetElapsedTime(begun) < longest && await _wake.WaitAsync(_options.Debounce, _stopping.Token).ConfigureAwait(false));
    }

    private ReloadOutcome Reload()
    {
        ResolutionOutcome? outcome = null;
        Exception? exception = null;
        try
        {
            outcome = _resolver.Resolve();
        }
        catch (Exception problem)
        {
            // Whatever it is, a rule's bug or ours: the last good configuration stays in use, and it is told.
            exception = problem;
        }

        if (_stopping.IsCancellationRequested)
        {
            return ReloadOutcome.Failed;
        }

        if (outcome?.Configuration is not { } configuration)
        {
            Fail(outcome?.Validation, exception);
            return ReloadOutcome.Failed;
        }

        _failure = null;
        var old = _current;
        var changes = old.Configuration.DiffTo(configuration);
        var isChanged = !changes.IsEmpty;
        var next = new ConfigurationSnapshot(old.Revision + (isChanged ? 1 : 0), configuration, _time.GetUtcNow());
        _current = next;
        if (!isChanged)
        {
            return ReloadOutcome.Unchanged;
        }

        var change = new ConfigurationChangedEventArgs(old, next);
        Raise(Changed, change);
        Guard(() => _changed(this, change));
        return ReloadOutcome.Changed;
    }

    private void Fail(ValidationResult? validation, Exception? exception)
    {
        var now = _time.GetUtcNow();
        var before = _failure;
        var failure = new ReloadFailure(before?.Since ?? now, now, validation, exception);
        _failure = failure;
        if (before?.ToString() != failure.ToString())
        {
            Raise(ReloadFailed, new ReloadFailedEventArgs(_current, failure));
        }
    }

    private void Raise<T>(EventHandler<T>? handlers, T arguments)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            Guard(() => handler(this, arguments));
        }
    }

    private void Guard(Action handler)
    {
        _isRaising.Value = true;
        try
        {
            handler();
        }
        catch (Exception exception)
        {
            TellOf(exception);
        }
        finally
        {
            _isRaising.Value = false;
        }
    }

    private void TellOf(Exception exception)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(HandlerFailed))
        {
            try
            {
                handler(this, new HandlerFailedEventArgs(exception));
            }
            catch (Exception)
            {
                // Who is to be told of this?
            }
        }
    }
}
