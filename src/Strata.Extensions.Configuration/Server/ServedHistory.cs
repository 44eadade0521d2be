using System.Globalization;

namespace Strata.Extensions.Configuration;

/// <summary>
/// What was in use so far, so that nothing older ever takes its place: no lower revision of the same life of the store, and no life that was left already.
/// For one thread at a time.
/// </summary>
internal sealed class ServedHistory
{
    // A store is restored now and then, and not every minute.
    private const int MostLives = 64;

    private readonly Queue<string> _left = new();

    /// <summary>The newest; null before the first.</summary>
    public ServedPoint? Newest { get; private set; }

    /// <summary>Why a revision cannot follow what was in use; null where it can.</summary>
    public string? ReasonAgainst(ServedPoint point)
    {
        if (Newest is { } newest && point.IsBehind(newest))
        {
            return string.Create(CultureInfo.InvariantCulture, $"it answered of revision {point.Revision}, and revision {newest.Revision} was in use already");
        }

        return _left.Contains(point.Epoch) ? $"it answered of epoch {point.Epoch}, which is over" : null;
    }

    /// <summary>Goes on to a revision.</summary>
    /// <returns>The last revision of another life of the store that it follows; null where that goes on.</returns>
    public ServedPoint? Follow(ServedPoint point)
    {
        var before = Newest;
        Newest = point;
        if (before is not { } last || last.Epoch == point.Epoch)
        {
            return null;
        }

        _left.Enqueue(last.Epoch);
        if (_left.Count > MostLives)
        {
            _left.Dequeue();
        }

        return last;
    }
}
