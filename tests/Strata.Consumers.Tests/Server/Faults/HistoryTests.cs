using System.Runtime.Versioning;
using Dapper;
using Npgsql;
using Strata.Consumers.Tests.Caching;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Everything at once: writers, readers and watchers over two replicas, while processes are killed, paused and started again.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class HistoryTests : IDisposable
{
    private const int Seed = 7;
    private const int LeastPublishes = 20;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    private readonly PostgreSqlServer _postgreSql = PostgreSqlServer.Start();
    private readonly RedisServer _redis = RedisServer.Start();
    private readonly History _history = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_OfReplicasThatFail_SeeNothingWrong()
    {
        var store = Replicas.ConnectionOf("postgres", _postgreSql);
        using var replicas = Replicas.Start(store, "--redis", _redis.Configuration);
        await replicas.MakeSpaceAsync(HistoryClients.Space, approvals: 1);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var clients = new HistoryClients(replicas.All, _history, ending.Token);
        var working = Task.WhenAll(
            Task.Run(() => clients.WriteAsync("ada", new Random(Seed + 1)), Token),
            Task.Run(() => clients.WriteAsync("bob", new Random(Seed + 2)), Token),
            Task.Run(() => clients.ReadAsync("reader 1", new Random(Seed + 3)), Token),
            Task.Run(() => clients.ReadAsync("reader 2", new Random(Seed + 4)), Token),
            Task.Run(() => clients.WatchAsync("watcher 1", new Random(Seed + 5)), Token),
            Task.Run(() => clients.WatchAsync("watcher 2", new Random(Seed + 6)), Token));
        var harm = Task.Run(() => HarmAsync(replicas, new Random(Seed)), Token);
        await Task.WhenAny(harm, working);
        await harm;
        await Eventually.HoldsAsync(() => Task.FromResult(_history.Publishes.Count >= LeastPublishes || working.IsFaulted));
        await ending.CancelAsync();
        await working;

        var outcome = await OutcomeAsync(store, replicas);
        Assert.Empty(HistoryChecker.Check(_history, outcome));
        Assert.All(["reader 1", "reader 2", "watcher 1", "watcher 2"], client => Assert.Contains(_history.Sightings, seen => seen.Client == client));
        await using var connection = new NpgsqlConnection(store);
        await WholeStore.AssertAsync(connection);
    }

    public void Dispose()
    {
        _redis.Dispose();
        _postgreSql.Dispose();
    }

    // One thing at a time, each healed before the next.
    private async Task HarmAsync(Replicas replicas, Random random)
    {
        var end = DateTime.UtcNow + Length;
        while (DateTime.UtcNow < end)
        {
            var server = replicas.All[random.Next(2)];
            switch (random.Next(6))
            {
                case 0:
                    server.Stop("KILL");
                    await LastAsync(random);
                    server.StartAgain();
                    break;
                case 1:
                    server.Process.Signal("STOP");
                    await LastAsync(random);
                    server.Process.Signal("CONT");
                    break;
                case 2:
                    _postgreSql.Stop(random.Next(2) == 0 ? "INT" : "QUIT");
                    await LastAsync(random);
                    _postgreSql.StartAgain();
                    break;
                case 3:
                    _postgreSql.Pause();
                    await LastAsync(random);
                    _postgreSql.Continue();
                    break;
                case 4:
                    _redis.Kill();
                    await LastAsync(random);
                    _redis.StartAgain();
                    break;
                default:
                    _redis.Pause();
                    await LastAsync(random);
                    _redis.Continue();
                    break;
            }

            await LastAsync(random);
        }
    }

    private static Task LastAsync(Random random) => Task.Delay(random.Next(200, 1500), Token);

    private static async Task<Outcome> OutcomeAsync(string store, Replicas replicas)
    {
        await using var connection = new NpgsqlConnection(store);
        var revisions = (await connection.QueryAsync<(long Number, string? Key, byte[] Body)>(
            "SELECT r.number, r.idempotency_key, b.body FROM revisions r JOIN contents c ON c.hash = r.content JOIN blobs b ON c.manifest LIKE '%' || b.hash || '%' WHERE r.space = @space ORDER BY r.number",
            new { space = HistoryClients.Space })).Select(static row => new StoredValue(row.Number, row.Key, System.Text.Encoding.UTF8.GetString(row.Body).Trim()["name: ".Length..])).ToList();
        var audited = (await connection.QueryAsync<long>("SELECT revision FROM audit WHERE space = @space AND revision IS NOT NULL", new { space = HistoryClients.Space })).ToList();
        var epoch = await connection.QuerySingleAsync<string>("SELECT epoch FROM store_state");
        var served = new List<Seen>();
        foreach (var server in replicas.All)
        {
            var last = revisions[^1].Revision;
            await Eventually.HoldsAsync(async () => await Replicas.HeadAsync(server, HistoryClients.Space) == last);
            using var response = await server.Client.GetAsync($"/api/v1/spaces/{HistoryClients.Space}/configurations/app", Token);
            served.Add(await HistoryClients.SeenAsync(server.Url.ToString(), response.EnsureSuccessStatusCode()));
        }

        return new Outcome(epoch, revisions, audited, served);
    }
}
