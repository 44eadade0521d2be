using System.Globalization;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Says what is wrong with a history: of one space, with nothing but what clients saw and what the store holds in the end.</summary>
internal static class HistoryChecker
{
    /// <summary>What a value begins with that must not be served.</summary>
    public const string Unapproved = "unapproved";

    /// <summary>The violations; none where all is well.</summary>
    public static IReadOnlyList<string> Check(History history, Outcome outcome) =>
    [
        .. LostPublishes(history, outcome),
        .. FallenRevisions(history),
        .. Mixtures(history, outcome),
        .. ChangedBytes(history.Sightings.Concat(outcome.Served)),
        .. UnapprovedValues(history.Sightings.Concat(outcome.Served)),
        .. Gaps(outcome),
        .. Diverged(outcome),
    ];

    private static IEnumerable<string> LostPublishes(History history, Outcome outcome)
    {
        var stored = outcome.Revisions.ToLookup(static revision => revision.Key);
        foreach (var publish in history.Publishes.Where(publish => publish.Epoch == outcome.Epoch))
        {
            var made = stored[publish.Key].ToList();
            if (made is not [var only])
            {
                yield return Say($"publish {publish.Key} was acknowledged and made {made.Count} revisions");
            }
            else if (only.Revision != publish.Revision || only.Value != publish.Value)
            {
                yield return Say($"publish {publish.Key} was acknowledged as revision {publish.Revision} with {publish.Value}, and is {only.Revision} with {only.Value}");
            }
        }

        foreach (var repeated in stored.Where(static made => made.Key is not null && made.Count() > 1))
        {
            yield return Say($"request {repeated.Key} was done {repeated.Count()} times");
        }
    }

    private static IEnumerable<string> FallenRevisions(History history)
    {
        foreach (var client in history.Sightings.GroupBy(static seen => seen.Client))
        {
            var last = new Dictionary<string, long>();
            var epoch = "";
            foreach (var seen in client)
            {
                if (last.TryGetValue(seen.Epoch, out var before) && seen.Revision < before)
                {
                    yield return Say($"{client.Key} saw revision {seen.Revision} behind {before}");
                }

                if (seen.Epoch != epoch && last.ContainsKey(seen.Epoch))
                {
                    yield return Say($"{client.Key} saw epoch {seen.Epoch} again, which was over");
                }

                (epoch, last[seen.Epoch]) = (seen.Epoch, seen.Revision);
            }
        }
    }

    // A revision holds one value, whoever tells of it and when.
    private static IEnumerable<string> Mixtures(History history, Outcome outcome)
    {
        var values = outcome.Revisions.ToDictionary(revision => (outcome.Epoch, revision.Revision), static revision => revision.Value);
        var told = history.Sightings.Concat(outcome.Served).Where(static seen => seen.Value is not null).Select(static seen => (At: (seen.Epoch, seen.Revision), Value: seen.Value!));
        foreach (var (at, value) in told.Concat(history.Publishes.Select(static publish => ((publish.Epoch, publish.Revision), publish.Value))))
        {
            if (!values.TryAdd(at, value) && values[at] != value)
            {
                yield return Say($"revision {at.Revision} held {values[at]} and {value}");
            }
        }
    }

    private static IEnumerable<string> ChangedBytes(IEnumerable<Seen> sightings) => sightings.Where(static seen => seen.Hash != seen.BodyHash)
        .Select(static seen => Say($"{seen.Client} was told hash {seen.Hash} of bytes that have {seen.BodyHash}"));

    private static IEnumerable<string> UnapprovedValues(IEnumerable<Seen> sightings) => sightings.Where(static seen => seen.Value?.StartsWith(Unapproved, StringComparison.Ordinal) == true)
        .Select(static seen => Say($"{seen.Client} was given {seen.Value}, which nobody approved"));

    private static IEnumerable<string> Gaps(Outcome outcome)
    {
        var numbers = Enumerable.Range(1, outcome.Revisions.Count).Select(static number => (long)number).ToList();
        if (!outcome.Revisions.Select(static revision => revision.Revision).Order().SequenceEqual(numbers))
        {
            yield return "the revisions have gaps";
        }

        if (!outcome.Audited.Order().SequenceEqual(numbers))
        {
            yield return "there is not one audit row for each revision";
        }
    }

    private static IEnumerable<string> Diverged(Outcome outcome)
    {
        var last = outcome.Revisions.MaxBy(static revision => revision.Revision);
        return outcome.Served.Where(seen => (seen.Epoch, seen.Revision, seen.Value) != (outcome.Epoch, last?.Revision ?? 0, last?.Value))
            .Select(seen => Say($"{seen.Client} serves revision {seen.Revision} with {seen.Value} in the end, and the store has {last?.Revision} with {last?.Value}"));
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
