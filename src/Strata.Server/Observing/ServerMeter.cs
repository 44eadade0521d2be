using System.Diagnostics;
using System.Diagnostics.Metrics;
using Strata.Diagnostics;

namespace Strata.Server.Observing;

/// <summary>
/// What the server counts: the meter <c>Strata.Server</c>. Each label is of a set that this program bounds; spaces, types, callers, paths and values are none.
/// Safe for use from several threads.
/// </summary>
internal sealed class ServerMeter
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Strata.Server";

    private const string Outcome = "strata.outcome";
    private const string Level = "strata.cache.level";

    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] LongSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly Histogram<double> _resolves;
    private readonly Histogram<double> _publishes;
    private readonly Histogram<double> _deliveries;
    private readonly Histogram<double> _pings;
    private readonly Counter<long> _diagnostics;
    private readonly Counter<long> _headReads;
    private readonly Counter<long> _syncs;
    private readonly Counter<long> _authentications;
    private readonly Counter<long> _rateLimits;

    public ServerMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _resolves = meter.CreateHistogram("strata.server.resolve.duration", "s", "How long resolving took, waiting for its turn left out, by its cause and outcome.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _publishes = meter.CreateHistogram("strata.server.publish.duration", "s", "How long it took to commit a revision and to tell the other replicas, by what made it and its outcome.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _deliveries = meter.CreateHistogram("strata.server.delivery.duration", "s", "How long after a revision was made its event was written to a watcher; where another replica made it, by the clocks of both.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = LongSeconds });
        _pings = meter.CreateHistogram("strata.server.redis.ping.duration", "s", "How long Redis took to answer a ping, by its outcome.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _diagnostics = meter.CreateCounter<long>("strata.server.diagnostics", "{diagnostic}", "What was found wrong with contents or refused to callers, by its code.");
        _headReads = meter.CreateCounter<long>("strata.server.head.reads", "{read}", "Looks at the store for new heads and rights, by their outcome.");
        _syncs = meter.CreateCounter<long>("strata.server.source.syncs", "{sync}", "Imports from git and directories and exports to them, by their direction and outcome.");
        _authentications = meter.CreateCounter<long>("strata.server.authentications", "{attempt}", "Credentials that were looked at, by their kind and outcome. One that is shown again within seconds is not looked at again.");
        _rateLimits = meter.CreateCounter<long>("strata.server.rate_limit.refusals", "{request}", "Requests that were refused because there were too many, by what was limited.");
        meter.CreateObservableCounter(
            "strata.server.cache.requests",
            () => new Measurement<long>[]
            {
                new(AnswerHits.Count, Tag(Level, "answer"), Tag(Outcome, "hit")),
                new(AnswerMisses.Count, Tag(Level, "answer"), Tag(Outcome, "miss")),
                new(MemoryHits.Count, Tag(Level, "memory"), Tag(Outcome, "hit")),
                new(MemoryMisses.Count, Tag(Level, "memory"), Tag(Outcome, "miss")),
                new(RedisHits.Count, Tag(Level, "redis"), Tag(Outcome, "hit")),
                new(RedisMisses.Count, Tag(Level, "redis"), Tag(Outcome, "miss")),
            },
            "{request}",
            "Configurations that were looked for in the caches, by level: the answers of the head, the memory, Redis.");
    }

    /// <summary>Configurations that were at hand under their address.</summary>
    public Tally AnswerHits { get; } = new();

    public Tally AnswerMisses { get; } = new();

    /// <summary>Configurations that were in memory.</summary>
    public Tally MemoryHits { get; } = new();

    public Tally MemoryMisses { get; } = new();

    /// <summary>Configurations that were in Redis.</summary>
    public Tally RedisHits { get; } = new();

    public Tally RedisMisses { get; } = new();

    /// <summary>Resolves, and measures that.</summary>
    /// <param name="cause">Why: one of <see cref="ResolveCause"/>.</param>
    /// <param name="resolve">Resolves.</param>
    public T Resolve<T>(string cause, Func<T> resolve)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var resolved = resolve();
            Resolved(cause, begun, Outcomes.Ok);
            return resolved;
        }
        catch (Exception exception)
        {
            Resolved(cause, begun, Outcomes.Of(exception));
            throw;
        }
    }

    /// <summary>Counts a revision that was made, or was not.</summary>
    /// <param name="kind">What was to make it.</param>
    /// <param name="begun">When that began, by the stopwatch.</param>
    /// <param name="exception">Why it was not made; null where it was.</param>
    public void CountPublish(string kind, long begun, Exception? exception) =>
        _publishes.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, Tag("strata.publish.kind", kind), Tag(Outcome, Outcomes.Of(exception)));

    /// <summary>Counts an event that a watcher got.</summary>
    /// <param name="age">How long ago the revision was made.</param>
    public void CountDelivery(TimeSpan age) => _deliveries.Record(Math.Max(0, age.TotalSeconds));

    /// <summary>Counts what was refused.</summary>
    public void CountDiagnostic(DiagnosticCode code) => _diagnostics.Add(1, Tag("strata.code", code.ToString()));

    /// <summary>Counts what was found wrong.</summary>
    public void CountDiagnostics(IEnumerable<Diagnostic> found)
    {
        foreach (var (code, count) in found.CountBy(static diagnostic => diagnostic.Code))
        {
            _diagnostics.Add(count, Tag("strata.code", code.ToString()));
        }
    }

    public void CountHeadRead(Exception? exception) => _headReads.Add(1, Tag(Outcome, Outcomes.Of(exception)));

    /// <summary>Counts an import or export.</summary>
    public void CountSync(string direction, Exception? exception) => _syncs.Add(1, Tag("strata.direction", direction), Tag(Outcome, Outcomes.Of(exception)));

    /// <summary>Counts a credential that was taken, or refused.</summary>
    /// <param name="kind">One of <see cref="CredentialKind"/>.</param>
    /// <param name="outcome">One of <see cref="Outcomes"/>.</param>
    public void CountAuthentication(string kind, string outcome) => _authentications.Add(1, Tag("strata.credential", kind), Tag(Outcome, outcome));

    /// <summary>Counts a request that was one too many.</summary>
    /// <param name="limit">What was limited.</param>
    public void CountRateLimit(string limit) => _rateLimits.Add(1, Tag("strata.limit", limit));

    /// <summary>Counts a ping of Redis.</summary>
    public void CountPing(TimeSpan time, bool isAnswered) => _pings.Record(time.TotalSeconds, Tag(Outcome, isAnswered ? Outcomes.Ok : Outcomes.Unreachable));

    private void Resolved(string cause, long begun, string outcome) => _resolves.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, Tag("strata.cause", cause), Tag(Outcome, outcome));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}

/// <summary>What callers show, as labels say it.</summary>
internal static class CredentialKind
{
    public const string ApiToken = "api_token";
    public const string AccessToken = "access_token";
    public const string Password = "password";
    public const string OneTimeCode = "one_time_code";
    public const string Certificate = "certificate";
}
