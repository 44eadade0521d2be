using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>PostgreSQL is away for a while: what is known is served on, nothing is accepted, and nothing is lost.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class StoreOutageTests : IDisposable
{
    // A request that finds the store hanging waits for one answer, and for one connection over which to call it off; beside that, machines are slow.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(4);

    private readonly PostgreSqlServer _postgreSql = PostgreSqlServer.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_ThatIsAway_StopsWritesAndNoReads()
    {
        var store = Replicas.ConnectionOf("postgres", _postgreSql);
        using var replicas = Replicas.Start(store);
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "v0", "k0")).Success();
        await replicas.ConvergeAsync("shop", 1, "v0");
        await using var watching = await EventStream.OpenAsync(replicas.B.Url, "shop");
        Assert.Equal(1, watching.Next()["revision"]!.GetValue<long>());
        var outages = new (string Name, Action Begin, Action End)[]
        {
            ("stopped fast", () => _postgreSql.Stop(), _postgreSql.StartAgain),
            ("stopped at once", () => _postgreSql.Stop("QUIT"), _postgreSql.StartAgain),
            ("paused", _postgreSql.Pause, _postgreSql.Continue),
        };
        var revision = 1L;
        foreach (var (name, begin, end) in outages)
        {
            var (served, next) = ($"v{revision - 1}", $"v{revision}");
            begin();

            // What was asked before, and what nobody asked for yet.
            foreach (var query in new[] { "", $"fact.outage={name}" })
            {
                var (value, took) = await TimedAsync(() => Replicas.ReadAsync(replicas.A, "shop", query));
                Assert.Equal(served, value);
                Assert.True(took < AtOnce, $"{name}: a read of what is known took {took}");
            }

            var (refused, patience) = await TimedAsync(() => Replicas.PublishAsync(replicas.A, "shop", next, next));
            Assert.True(refused.Status == 503, $"{name}: {refused.Text}");
            Assert.Equal("STR9014", refused.Json!["code"]!.GetValue<string>());
            Assert.Contains("Retry-After", refused.Headers);
            Assert.True(patience < Bound, $"{name}: a publish that cannot be done took {patience}");
            await Eventually.HoldsAsync(async () => (await replicas.A.GetAsync("/health/ready")).Json!["status"]!.GetValue<string>() == "stale");
            end();

            await Eventually.HoldsAsync(async () => (await Replicas.PublishAsync(replicas.A, "shop", next, next)).Status == 201);
            await replicas.ConvergeAsync("shop", ++revision, next);
            Assert.Equal(revision, watching.Next()["revision"]!.GetValue<long>());
        }

        await using var connection = new NpgsqlConnection(store);
        await WholeStore.AssertAsync(connection);
    }

    [Fact]
    public async Task Store_ThatHangs_IsNotWaitedForByEverybody()
    {
        using var replicas = Replicas.Start(Replicas.ConnectionOf("postgres", _postgreSql));
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "one", "k1")).Success();
        await replicas.ConvergeAsync("shop", 1, "one");
        _postgreSql.Pause();

        // The first ones wait for nothing, and the next are told so; one a second goes on trying.
        await Eventually.HoldsAsync(async () => await TimedAsync(() => Replicas.PublishAsync(replicas.A, "shop", "two", "k2")) is ({ Status: 503 }, { TotalSeconds: < 1 }));
        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => TimedAsync(() => Replicas.PublishAsync(replicas.A, "shop", "two", $"late{number}"))));
        Assert.All(refused, static one => Assert.Equal((503, "STR9014"), (one.Result.Status, one.Result.Json!["code"]!.GetValue<string>())));
        Assert.True(refused.Count(static one => one.Took < TimeSpan.FromSeconds(2)) >= 18, string.Join(", ", refused.Select(static one => one.Took)));
        Assert.All(refused, static one => Assert.Contains("Retry-After", one.Result.Headers));
        Assert.Equal("one", await Replicas.ReadAsync(replicas.A, "shop"));

        _postgreSql.Continue();
        await Eventually.HoldsAsync(async () => (await Replicas.PublishAsync(replicas.A, "shop", "two", "k2")).Status == 201);
        await replicas.ConvergeAsync("shop", 2, "two");
    }

    [Fact]
    public async Task Server_ThatBeginsBeforeItsStore_WaitsForItAsLongAsItWasTold()
    {
        var store = Replicas.ConnectionOf("postgres", _postgreSql);
        _postgreSql.Stop();
        using var early = ServerProcess.Of([], "--store", store, "--store-wait", "60");
        var starting = Task.Run(() => early.StartAgain(), Token);
        await Task.Delay(TimeSpan.FromSeconds(2), Token);
        Assert.False(starting.IsCompleted);
        _postgreSql.StartAgain();
        await starting;
        (await early.GetAsync("/health/ready")).Success();
    }

    [Fact]
    public async Task Server_WhoseStoreHangs_EndsInTime()
    {
        using var replicas = Replicas.Start(Replicas.ConnectionOf("postgres", _postgreSql));
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "one", "k1")).Success();
        await replicas.ConvergeAsync("shop", 1, "one");
        _postgreSql.Pause();
        var writing = Enumerable.Range(0, 5).Select(number => Replicas.PublishAsync(replicas.A, "shop", "two", $"late{number}")).ToList();
        Assert.Equal("one", await Replicas.ReadAsync(replicas.A, "shop"));
        var (_, took) = await TimedAsync(() => Task.Run(() => replicas.A.Stop(), Token));
        Assert.True(took < TimeSpan.FromSeconds(15), $"it took {took} to end");
        foreach (var write in writing)
        {
            try
            {
                Assert.Equal(503, (await write).Status);
            }
            catch (HttpRequestException)
            {
                // It came when nothing was accepted any more.
            }
        }
    }

    [Fact]
    public async Task Store_ThatAnswersNonsense_EndsNoServer()
    {
        var store = Replicas.ConnectionOf("postgres", _postgreSql);
        using var replicas = Replicas.Start(store);
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "one", "k1")).Success();
        await replicas.ConvergeAsync("shop", 1, "one");

        // As when its tables are being restored by hand.
        _postgreSql.Query("ALTER TABLE spaces RENAME TO spaces_away; ALTER TABLE timed_actions RENAME TO timed_actions_away");
        await Eventually.HoldsAsync(async () => (await replicas.B.GetAsync("/health/ready")).Json!["status"]!.GetValue<string>() == "stale");
        Assert.Equal("one", await Replicas.ReadAsync(replicas.B, "shop"));
        _postgreSql.Query("ALTER TABLE spaces_away RENAME TO spaces; ALTER TABLE timed_actions_away RENAME TO timed_actions");
        (await Replicas.PublishAsync(replicas.A, "shop", "two", "k2")).Success();
        await replicas.ConvergeAsync("shop", 2, "two");
    }

    public void Dispose() => _postgreSql.Dispose();

    private static async Task<(T Result, TimeSpan Took)> TimedAsync<T>(Func<Task<T>> what)
    {
        var watch = Stopwatch.StartNew();
        var result = await what();
        return (result, watch.Elapsed);
    }

    private static Task<(int Result, TimeSpan Took)> TimedAsync(Func<Task> what) => TimedAsync(async () =>
    {
        await what();
        return 0;
    });
}
