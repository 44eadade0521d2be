using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Strata.Server.Reading;
using Strata.Server.Spaces;

namespace Strata.Server.Watching;

/// <summary>
/// A revision while it is served: what was made of it, under the addresses that asked for it, and the wait for its end. When the next revision
/// comes it is let go as a whole, so that nothing of two revisions is ever mixed. Safe for use from several threads.
/// </summary>
/// <param name="revision">The revision.</param>
/// <param name="madeIn">The trace of its making; the default where that is not known.</param>
internal sealed class Served(Revision revision, ActivityContext madeIn = default)
{
    // Whoever asks for more than this many different things, or at such length, is not helped by this cache, but by the one behind it.
    private const int MostAnswers = 8192;
    private const int LongestAddress = 1024;

    // Of thousands of deliveries the first tell as much as all.
    private const int MostTraced = 10;

    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The cache of snapshots says how many bytes are kept, and for how long; here they are only found sooner.
    private readonly ConcurrentDictionary<string, Kept> _answers = new(StringComparer.Ordinal);
    private byte[]? _event;
    private int _traced;

    public Revision Revision { get; } = revision;

    /// <summary>Ends when another revision is served.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>The event that tells watchers of it, made once for all of them.</summary>
    public byte[] Event => _event ??= Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"id: {Revision.Id}\nevent: head\ndata: {{\"space\":\"{Revision.Space}\",\"epoch\":\"{Revision.Epoch}\",\"revision\":{Revision.Number},\"hash\":\"{Revision.Hash}\"}}\n\n"));

    public string Number { get; } = revision.Number.ToString(CultureInfo.InvariantCulture);

    public bool TryGetAnswer(string address, out KeptAnswer answer)
    {
        if (_answers.TryGetValue(address, out var kept) && kept.Snapshot.TryGetTarget(out var snapshot))
        {
            answer = new KeptAnswer(kept.Query, snapshot);
            return true;
        }

        answer = default;
        return false;
    }

    public void Keep(string address, KeptAnswer answer)
    {
        if (address.Length <= LongestAddress && (_answers.Count < MostAnswers || _answers.ContainsKey(address)))
        {
            _answers[address] = new Kept(answer.Query, new WeakReference<RenderedSnapshot>(answer.Snapshot));
        }
    }

    /// <summary>What the delivery to a watcher is a part of; the default where it is not to be traced.</summary>
    public ActivityContext TraceOfDelivery() => madeIn != default && Interlocked.Increment(ref _traced) <= MostTraced ? madeIn : default;

    public void Replace() => _replaced.TrySetResult();

    private sealed record Kept(ResolutionQuery Query, WeakReference<RenderedSnapshot> Snapshot);
}

/// <summary>An answer with its question, by which it is decided who else may have it. Immutable.</summary>
/// <param name="Query">The question.</param>
/// <param name="Snapshot">The answer, whole.</param>
internal readonly record struct KeptAnswer(ResolutionQuery Query, RenderedSnapshot Snapshot);
