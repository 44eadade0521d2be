using System.Collections.Concurrent;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>What clients saw, in the order in which each saw it.</summary>
internal sealed class History
{
    private readonly ConcurrentQueue<Acknowledged> _acknowledged = new();
    private readonly ConcurrentQueue<Seen> _seen = new();

    /// <summary>The publishes that were acknowledged.</summary>
    public IReadOnlyCollection<Acknowledged> Publishes => _acknowledged;

    /// <summary>What readers and watchers were told.</summary>
    public IReadOnlyCollection<Seen> Sightings => _seen;

    public void Add(Acknowledged publish) => _acknowledged.Enqueue(publish);

    public void Add(Seen seen) => _seen.Enqueue(seen);
}

/// <summary>A publish that was acknowledged.</summary>
/// <param name="Key">The request's key.</param>
/// <param name="Epoch">The life of the store that it was said to be in.</param>
/// <param name="Revision">The revision that it was said to have made.</param>
/// <param name="Value">What it published.</param>
internal sealed record Acknowledged(string Key, string Epoch, long Revision, string Value);

/// <summary>Something that a client was told.</summary>
/// <param name="Client">Which client.</param>
/// <param name="Epoch">The life of the store.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Value">The value that it holds; null where only the revision was told.</param>
/// <param name="Hash">The hash that the answer named; null where only the revision was told.</param>
/// <param name="BodyHash">The hash of the bytes that came.</param>
internal sealed record Seen(string Client, string Epoch, long Revision, string? Value = null, string? Hash = null, string? BodyHash = null);

/// <summary>What the store holds when all is over.</summary>
/// <param name="Epoch">Its life.</param>
/// <param name="Revisions">Each revision, with the key of the request that made it and the value that it holds.</param>
/// <param name="Audited">The revision that each audit row is about.</param>
/// <param name="Served">What each replica serves in the end.</param>
internal sealed record Outcome(string Epoch, IReadOnlyList<StoredValue> Revisions, IReadOnlyList<long> Audited, IReadOnlyList<Seen> Served);

/// <summary>What one revision holds.</summary>
internal sealed record StoredValue(long Revision, string? Key, string Value);
