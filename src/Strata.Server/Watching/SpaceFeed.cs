using Strata.Server.Spaces;

namespace Strata.Server.Watching;

/// <summary>The head of one space as this process knows it, and the wait for the next. Safe for use from several threads.</summary>
internal sealed class SpaceFeed
{
    private readonly Lock _lock = new();
    private volatile Served _now;

    public SpaceFeed(Revision head)
    {
        _now = new Served(head);
    }

    /// <summary>What is served now. Take it once, and use it for all of an answer.</summary>
    public Served Now => _now;

    /// <summary>Who is told of each change.</summary>
    public WatcherSet Watchers { get; } = new();

    /// <summary>Goes on to a revision, unless a newer one of the same life is served already.</summary>
    /// <returns>Whether it did.</returns>
    public bool Advance(Revision head)
    {
        Served before;
        lock (_lock)
        {
            before = _now;
            if (head.Epoch == before.Revision.Epoch && head.Number <= before.Revision.Number)
            {
                return false;
            }

            _now = new Served(head);
        }

        before.Replace();
        Watchers.Signal(WatchSignals.Head);
        return true;
    }
}
