using System.Globalization;
using System.Runtime.Versioning;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>A server with the embedded store is killed at any moment, again and again.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class KilledEmbeddedStoreTests : IDisposable
{
    private const int Seed = 20_261_130;
    private const int Rounds = 5;
    private const int Writers = 4;

    private readonly ServerProcess _server = ServerProcess.Start();

    [Fact]
    public async Task Kill_AtAnyMoment_LosesNothingThatWasAcknowledged()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Writers; i++)
        {
            (await _server.SendAsync(HttpMethod.Put, $"/api/v1/spaces/s{i}", new { })).Success();
        }

        // The key that each writer used last, and what was answered to each.
        var keys = new int[Writers];
        var acknowledged = Enumerable.Range(0, Writers).Select(static _ => new Dictionary<string, long>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer, keys, acknowledged[writer]))).ToList();
            await Eventually.HoldsAsync(() => Task.FromResult(writing.Count > 0 && acknowledged.All(static one => one.Count > 0)));
            await Task.Delay(random.Next(20, 300), TestContext.Current.CancellationToken);
            _server.Stop("KILL");
            await Task.WhenAll(writing);
            _server.StartAgain();
        }

        // What nobody knows about is asked for again.
        for (var writer = 0; writer < Writers; writer++)
        {
            var key = KeyOf(keys[writer]);
            acknowledged[writer][key] = (await Replicas.PublishAsync(_server, $"s{writer}", key, key)).Success()["revision"]!.GetValue<long>();
            Assert.Equal(key, await Replicas.ReadAsync(_server, $"s{writer}"));
        }

        _server.Stop();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_server.Data, "strata.db")};Pooling=False");
        Assert.Equal("ok", await connection.QuerySingleAsync<string>("PRAGMA integrity_check"));
        await WholeStore.AssertAsync(connection);
        for (var writer = 0; writer < Writers; writer++)
        {
            var kept = (await connection.QueryAsync<(string Key, long Number)>("SELECT idempotency_key, number FROM revisions WHERE space = @space", new { space = $"s{writer}" })).ToDictionary();
            Assert.Equal(keys[writer] + 1, kept.Count);
            Assert.All(acknowledged[writer], one => Assert.Equal(one.Value, kept[$"local\n{one.Key}"]));
        }
    }

    public void Dispose() => _server.Dispose();

    // Publishes until the server is gone. A key is left for the next only when its request is answered.
    private async Task WriteAsync(int writer, int[] keys, Dictionary<string, long> acknowledged)
    {
        try
        {
            while (true)
            {
                var key = KeyOf(keys[writer]);
                var answer = await Replicas.PublishAsync(_server, $"s{writer}", key, key);
                acknowledged[key] = answer.Success()["revision"]!.GetValue<long>();
                keys[writer]++;
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // It was killed.
        }
    }

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"k{number}");
}
