using System.Collections.Immutable;

namespace Strata.Mocks;

/// <summary>The calls so far. Safe for use by several threads.</summary>
/// <param name="most">How many are kept.</param>
/// <param name="called">Is told of each.</param>
internal sealed class CallRecord(int most, Action<MockCall>? called)
{
    private readonly Lock _lock = new();
    private readonly Queue<MockCall> _calls = new();
    private readonly Queue<MockCall> _unmatched = new();
    private long _arrived;

    public ImmutableArray<MockCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls.OrderBy(static call => call.Number)];
            }
        }
    }

    public ImmutableArray<MockCall> Unmatched
    {
        get
        {
            lock (_lock)
            {
                return [.. _unmatched.OrderBy(static call => call.Number)];
            }
        }
    }

    /// <summary>The number of a call that arrives.</summary>
    public long Next()
    {
        lock (_lock)
        {
            return ++_arrived;
        }
    }

    public void Add(MockCall call)
    {
        lock (_lock)
        {
            Keep(_calls, call);
            if (!call.IsMatched)
            {
                Keep(_unmatched, call);
            }
        }

        called?.Invoke(call);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _calls.Clear();
            _unmatched.Clear();
            _arrived = 0;
        }
    }

    private void Keep(Queue<MockCall> calls, MockCall call)
    {
        calls.Enqueue(call);
        if (calls.Count > most)
        {
            calls.Dequeue();
        }
    }
}
