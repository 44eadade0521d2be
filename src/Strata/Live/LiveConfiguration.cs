using System.Collections.Concurrent;
using System.Diagnostics;
using Strata.Diagnostics;
using Strata.Snapshots;
using Strata.Sources;
using Strata.Values;

namespace Strata.Live;

/// <summary>
/// A configuration that follows its files. What is in use is always one whole, valid snapshot: a bad change keeps the last good one, and
/// the next good one takes its place. Safe for use from several threads. Disposing it ends the watch; the snapshots stay usable.
/// </summary>
/// <remarks>
/// Events are raised one after another, in the order of revisions, on a thread of the pool and after <see cref="Current"/> was changed.
/// The next reload waits for the handlers, so that these should be short. A handler may dispose of the configuration, by itself or by
/// somebody whom it waits for, and may await <see cref="ReloadAsync"/>, but must not block on it.
/// </remarks>
public sealed class LiveConfiguration : IAsyncDisposable
{
    // While somebody writes on and on, what there is is read after so many times the debounce.
    private const int LongestBurst = 25;

    private readonly LiveConfigurations _owner;
    private readonly LiveResolver _resolver;
    private readonly FileWatch _watch;
    private readonly WatchOptions _options;
    private readonly ConcurrentQueue<TaskCompletionSource<ReloadOutcome>> _requests = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private ResolutionOutcome _outcome;
    private volatile ConfigurationSnapshot _current;
    private volatile ReloadFailure? _failure;
    private volatile bool _isStirred;
    private bool _isTelling;
    private bool _isDisposed;

    /// <param name="owner">The manager's configurations.</param>
    /// <param name="resolver">Resolves it.</param>
    /// <param name="options">How it is watched.</param>
    /// <exception cref="OverrideValidationException">The configuration is invalid.</exception>
    internal LiveConfiguration(LiveConfigurations owner, LiveResolver resolver, WatchOptions options)
    {
        _owner = owner;
        _resolver = resolver;
        _options = options;

        // What happens while the files are read for the first time is told too.
        _watch = new FileWatch(LiveConfigurations.UsePolling(options, ProcessVariables.Read()), options.HeartbeatInterval, () => _wake.Release());
        try
        {
            Cover();
            var begun = Stopwatch.GetTimestamp();
            _outcome = resolver.Resolve();
            var configuration = _outcome.Configuration ?? throw new OverrideValidationException(_outcome.Validation);
            _current = new ConfigurationSnapshot(1, configuration, owner.Time.GetUtcNow());
            var duration = Stopwatch.GetElapsedTime(begun);
            Count(() => owner.Metrics.CountStart(this, duration));
            Cover();
        }
        catch
        {
            _watch.Dispose();
            throw;
        }

        _ = Task.Run(RunAsync);
    }

    /// <summary>Raised after a new revision took the place of the one before. Not raised where no value changed.</summary>
    public event EventHandler<ConfigurationChangedEventArgs>? Changed;

    /// <summary>Raised when a reload fails; not again while it fails for the same reasons.</summary>
    public event EventHandler<ReloadFailedEventArgs>? ReloadFailed;

    /// <summary>Raised when a handler of one of the other events threw an exception, which hurts nobody else. What is thrown here is lost.</summary>
    public event EventHandler<HandlerFailedEventArgs>? HandlerFailed;

    /// <summary>The configuration in use. Never null, never half of another; read it once where several values must belong together.</summary>
    public ConfigurationSnapshot Current => _current;

    /// <summary>The type that is resolved.</summary>
    public string Type => _current.Configuration.Context.Type;

    /// <summary>Whether the files are looked at every now and then because nobody tells of changes: see <see cref="WatchOptions.UsePolling"/>.</summary>
    public bool IsPolling => _watch.IsPolling;

    /// <summary>Why <see cref="Current"/> is older than the files; null while it is not.</summary>
    public ReloadFailure? Failure => _failure;

    /// <summary>
    /// Done once the configuration is disposed of and the last handler has returned. Await it behind <see cref="DisposeAsync"/> before
    /// something goes away that handlers use; in a handler it must not be waited for. It fails only if the watch itself has, which is a bug.
    /// </summary>
    public Task Completion => _completion.Task;

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

    /// <summary>
    /// Ends the watch. Files that are being read are waited for, and nothing is read afterwards; no handler begins any more. One that is
    /// under way is not waited for, since it may itself be what waits here: <see cref="Completion"/> tells when it has returned.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (!Stop())
        {
            await _completion.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Ends the watch, and does not wait for that.</summary>
    /// <returns>Whether a handler is under way, behind which nothing comes any more.</returns>
    internal bool Stop()
    {
        bool isTelling;
        lock (_lock)
        {
            isTelling = _isTelling;
            if (_isDisposed)
            {
                return isTelling;
            }

            _isDisposed = true;
        }

        _stopping.Cancel();
        _watch.Dispose();
        return isTelling;
    }

    /// <summary>Has it reloaded at once, because something has changed beside the files.</summary>
    internal void Stir()
    {
        _isStirred = true;
        _wake.Release();
    }

    private async Task RunAsync()
    {
        Exception? bug = null;
        try
        {
            while (await NextAsync().ConfigureAwait(false))
            {
                // Who asks while the files are read is answered by the next reading.
                var asked = _requests.Count;
                var outcome = Reload(isAskedFor: asked > 0);
                for (; asked > 0 && _requests.TryDequeue(out var request); asked--)
                {
                    request.SetResult(outcome);
                }
            }
        }
        catch (Exception exception)
        {
            bug = exception;
        }

        Stop();
        _owner.Forget(this);
        while (_requests.TryDequeue(out var request))
        {
            request.SetException(new ObjectDisposedException(nameof(LiveConfiguration)));

            // Who gave up waiting looks at it no more, which is no reason to report it as forgotten.
            _ = request.Task.Exception;
        }

        if (bug is null)
        {
            _completion.SetResult();
        }
        else
        {
            _completion.SetException(bug);
        }
    }

    // Places that are watched from now on may have changed between being read and that.
    private void Cover()
    {
        if (_watch.Cover(_owner.RealDirectory(), _resolver.Places))
        {
            _wake.Release();
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
        while (_requests.IsEmpty && !_isStirred && Stopwatch.GetElapsedTime(begun) < longest && await _wake.WaitAsync(_options.Debounce, _stopping.Token).ConfigureAwait(false));
    }

    private ReloadOutcome Reload(bool isAskedFor)
    {
        var begun = Stopwatch.GetTimestamp();
        _isStirred = false;
        ResolutionOutcome? resolved = null;
        Exception? exception = null;
        try
        {
            resolved = _resolver.Resolve();
            Cover();
        }
        catch (Exception problem)
        {
            // Whatever it is, a rule's bug or ours: the last good configuration stays in use, and it is told.
            resolved = null;
            exception = problem;
        }

        var isSame = ReferenceEquals(resolved, _outcome);
        var duration = Stopwatch.GetElapsedTime(begun);
        var outcome = isSame ? Mended()
            : _stopping.IsCancellationRequested ? ReloadOutcome.Failed
            : resolved?.Configuration is { } configuration ? Publish(resolved, configuration)
            : Fail(resolved?.Validation, exception);
        if (!isSame || isAskedFor)
        {
            Count(() => _owner.Metrics.CountReload(this, outcome, isAskedFor, duration));
        }

        return outcome;
    }

    // What failed had nothing to do with the files, and is over.
    private ReloadOutcome Mended()
    {
        _failure = null;
        return ReloadOutcome.Unchanged;
    }

    private ReloadOutcome Publish(ResolutionOutcome resolved, ResolvedConfiguration configuration)
    {
        var old = _current;
        var isChanged = !ConfigNodeEquality.DeepEquals(old.Configuration.Root, configuration.Root);
        var next = new ConfigurationSnapshot(old.Revision + (isChanged ? 1 : 0), configuration, _owner.Time.GetUtcNow());
        _outcome = resolved;
        _current = next;
        _failure = null;
        if (!isChanged)
        {
            return ReloadOutcome.Unchanged;
        }

        var change = new ConfigurationChangedEventArgs(old, next);
        Raise(Changed, change);
        Raise(_owner.Changed(), change);
        return ReloadOutcome.Changed;
    }

    private ReloadOutcome Fail(ValidationResult? validation, Exception? exception)
    {
        var now = _owner.Time.GetUtcNow();
        var before = _failure;
        var failure = new ReloadFailure(before?.Since ?? now, now, validation, exception);
        _failure = failure;
        if (!failure.IsSameAs(before))
        {
            Raise(ReloadFailed, new ReloadFailedEventArgs(_current, failure));
        }

        return ReloadOutcome.Failed;
    }

    private void Raise<T>(EventHandler<T>? handlers, T arguments)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            if (!TryBeginTelling())
            {
                return;
            }

            try
            {
                handler(this, arguments);
            }
            catch (Exception exception)
            {
                // It is its own: neither the others nor the watch suffer from it.
                Count(() => _owner.Metrics.CountHandlerFailure(this));
                TellOf(exception);
            }
            finally
            {
                EndTelling();
            }
        }
    }

    private bool TryBeginTelling()
    {
        lock (_lock)
        {
            return _isTelling = !_isDisposed;
        }
    }

    private void EndTelling()
    {
        lock (_lock)
        {
            _isTelling = false;
        }
    }

    // Figures go to listeners on the thread that counts, and what one of them throws comes back here: no watch ends because of it.
    private static void Count(Action count)
    {
        try
        {
            count();
        }
        catch (Exception)
        {
            // A figure is lost.
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
                // Counted above; there is nobody left to tell.
            }
        }
    }
}
