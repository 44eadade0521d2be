using System.Collections.Immutable;
using Serilog.Core;
using Serilog.Events;

namespace Strata.Extensions.Logging;

/// <summary>
/// Where log events go, exchanged while they come. What stays the same goes on; what is new begins after what it takes the place of has
/// ended, and gets what was said meanwhile. Safe for use from several threads.
/// </summary>
/// <param name="open">Makes the sink of an output, or throws.</param>
internal sealed class LivePipeline(Func<LogOutput, ILogEventSink> open) : ILogEventSink, IDisposable
{
    private const int MostHeld = 10_000;

    private readonly Lock _changing = new();
    private readonly ReaderWriterLockSlim _lock = new();
    private ImmutableArray<(LogOutput Output, ILogEventSink Sink)> _open = [];
    private List<LogEvent>? _held;
    private bool _isOver;

    public void Emit(LogEvent logEvent)
    {
        var masked = MaskedEvent.Of(logEvent);
        _lock.EnterReadLock();
        try
        {
            foreach (var (_, sink) in _open)
            {
                sink.Emit(masked);
            }

            if (_held is { } held)
            {
                lock (held)
                {
                    if (held.Count < MostHeld)
                    {
                        held.Add(masked);
                    }
                }
            }
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Goes on to other outputs.</summary>
    /// <exception cref="LoggingSectionException">One of them cannot be opened; those before are in use again.</exception>
    public void Change(ImmutableArray<LogOutput> outputs)
    {
        lock (_changing)
        {
            if (_isOver)
            {
                return;
            }

            var before = _open;
            var kept = before.Where(one => outputs.Contains(one.Output)).ToImmutableArray();
            Use(kept, holds: true);
            Close(before.Except(kept));
            List<(LogOutput Output, ILogEventSink Sink)> opened = [];
            try
            {
                foreach (var output in outputs.Where(output => !kept.Any(one => one.Output == output)))
                {
                    opened.Add((output, open(output)));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                Close(opened);
                Use([.. kept, .. before.Except(kept).Select(one => (one.Output, open(one.Output)))], holds: false);
                throw new LoggingSectionException([exception.Message]);
            }

            Use([.. kept, .. opened], holds: false);
        }
    }

    public void Dispose()
    {
        lock (_changing)
        {
            _isOver = true;
            var open = _open;
            Use([], holds: false);
            Close(open);
        }
    }

    private void Use(ImmutableArray<(LogOutput Output, ILogEventSink Sink)> sinks, bool holds)
    {
        _lock.EnterWriteLock();
        try
        {
            // Those that went on have it already.
            foreach (var (_, sink) in sinks.Except(_open))
            {
                foreach (var held in _held ?? [])
                {
                    sink.Emit(held);
                }
            }

            _open = sinks;
            _held = holds ? [] : null;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private static void Close(IEnumerable<(LogOutput Output, ILogEventSink Sink)> sinks)
    {
        foreach (var (_, sink) in sinks)
        {
            (sink as IDisposable)?.Dispose();
        }
    }
}
