using System.Diagnostics;
using Strata.Server.Spaces;

namespace Strata.Server.Watching;

/// <summary>The head of one space as this process knows it, and the wait for the next. Safe for use from several threads.</summary>
internal sealed class SpaceFeed
{
    private readonly Lock _lock = new();
    private readonly SharedLook _look;
    private volatile Served _now;
    private volatile bool _isOver;

    /// <param name="head">What is served first.</param>
    /// <param name="look">Looks at the store, and brings this to what is there.</param>
    public SpaceFeed(Revision head, Func<SpaceFeed, Task> look)
    {
        _now = new Served(head);
        _look = new SharedLook(() => look(this));
    }

    /// <summary>What is served now. Take it once, and use it for all of an answer.</summary>
    /// <exception cref="RefusalException">There is no such space any more.</exception>
    public Served Now => _isOver ? throw Refusal.UnknownSpace(_now.Revision.Space) : _now;

    /// <summary>Who is told of each change.</summary>
    public WatcherSet Watchers { get; } = new();

    public bool Serves(string epoch, long number) => _now.Revision is var served && served.Epoch == epoch && served.Number == number;

    /// <summary>Looks at the store. One look at a time, so that what is read last is served last, whatever life of the store it belongs to.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken) => _look.AskAsync().WaitAsync(cancellationToken);

    /// <summary>Goes on to a revision, unless a newer one of the same life is served already.</summary>
    /// <param name="head">The revision.</param>
    /// <param name="madeIn">The trace of its making; the default where that is not known.</param>
    /// <returns>Whether it did.</returns>
    public bool Advance(Revision head, ActivityContext madeIn = default)
    {
        Served before;
        lock (_lock)
        {
            before = _now;
            if (head.Epoch == before.Revision.Epoch && head.Number <= before.Revision.Number)
            {
                return false;
            }

            _now = new Served(head, madeIn);
        }

        before.Replace();
        Watchers.Signal(WatchSignals.Head);
        return true;
    }

    /// <summary>Goes on to a revision of the life that is served, and to no other.</summary>
    /// <param name="head">The revision.</param>
    /// <param name="madeIn">The trace of its making; the default where that is not known.</param>
    /// <returns>Whether it is of that life.</returns>
    public bool AdvanceWithin(Revision head, ActivityContext madeIn = default)
    {
        if (_now.Revision.Epoch != head.Epoch)
        {
            return false;
        }

        Advance(head, madeIn);
        return true;
    }

    /// <summary>Ends it, since the space is gone: whoever waits is told to come back, and then that there is none.</summary>
    public void End()
    {
        _isOver = true;
        _now.Replace();
        Watchers.Signal(WatchSignals.Stop);
    }
}
