using System.Threading.Tasks.Sources;

namespace Strata.Server.Watching;

/// <summary>What a watcher is woken for.</summary>
[Flags]
internal enum WatchSignals
{
    None = 0,

    /// <summary>Another revision is served.</summary>
    Head = 1,

    /// <summary>Nothing was said for a while.</summary>
    Heartbeat = 2,

    /// <summary>The server ends.</summary>
    Stop = 4,

    /// <summary>Nobody reads any more, or nobody who still may.</summary>
    Gone = 8,
}

/// <summary>
/// One connection that waits for changes: one small object, whatever happens meanwhile, since signals that come before they are taken become one.
/// Signalled from any thread; one thread waits.
/// </summary>
internal sealed class Watcher : IValueTaskSource<WatchSignals>
{
    private ManualResetValueTaskSourceCore<WatchSignals> _source = new() { RunContinuationsAsynchronously = true };
    private WatchSignals _pending;
    private bool _isWaiting;

    public void Signal(WatchSignals signals)
    {
        lock (this)
        {
            _pending |= signals;
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
            signals = _pending;
            _pending = WatchSignals.None;
        }

        _source.SetResult(signals);
    }

    /// <summary>Waits for the next signals.</summary>
    public ValueTask<WatchSignals> WaitAsync()
    {
        lock (this)
        {
            if (_pending != WatchSignals.None)
            {
                var taken = _pending;
                _pending = WatchSignals.None;
                return ValueTask.FromResult(taken);
            }

            _source.Reset();
            _isWaiting = true;
            return new ValueTask<WatchSignals>(this, _source.Version);
        }
    }

    WatchSignals IValueTaskSource<WatchSignals>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<WatchSignals>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<WatchSignals>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _source.OnCompleted(continuation, state, token, flags);
}
