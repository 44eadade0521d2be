using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>A standby takes over from the PostgreSQL that replicas write to.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class FailoverTests : IDisposable
{
    private readonly PostgreSqlServer _first = PostgreSqlServer.Start();
    private readonly PostgreSqlServer _second;

    public FailoverTests() => _second = _first.StartStandby();

    [Fact]
    public async Task Failover_ToASynchronousStandby_LosesNothingThatWasAcknowledged()
    {
        // The standby is named first: who connects must find the one that takes writes.
        var store = Replicas.ConnectionOf("postgres", _second, _first);
        using var replicas = Replicas.Start(store);
        await replicas.MakeSpaceAsync("shop");
        _first.Set("synchronous_standby_names", "standby");
        await Eventually.HoldsAsync(() => Task.FromResult(_first.Query("SELECT sync_state FROM pg_stat_replication") == "sync"));
        for (var i = 1; i <= 5; i++)
        {
            (await Replicas.PublishAsync(replicas.All[i % 2], "shop", $"v{i}", $"k{i}")).Success();
        }

        // A publish that the standby has not got may be there or not, but nobody is told that it is.
        _second.Pause();
        foreach (var server in replicas.All)
        {
            var unsure = await Replicas.PublishAsync(server, "shop", "v6", "k6");
            Assert.True(unsure.Status == 503, unsure.Text);
            Assert.Equal("STR9014", unsure.Json!["code"]!.GetValue<string>());
        }

        _first.Stop("QUIT");
        _second.Continue();
        _second.Promote();

        await Eventually.HoldsAsync(async () => (await Replicas.PublishAsync(replicas.B, "shop", "v6", "k6")).Status == 201, seconds: 60);

        // Each finds the one that takes writes by itself.
        await Eventually.HoldsAsync(async () => (await Replicas.PublishAsync(replicas.A, "shop", "v7", "k7")).Status == 201, seconds: 20);
        await replicas.ConvergeAsync("shop", 7, "v7");
        await using var connection = new NpgsqlConnection(Replicas.ConnectionOf("postgres", _second));
        await WholeStore.AssertAsync(connection);
        for (var i = 1; i <= 7; i++)
        {
            Assert.Equal(1, await WholeStore.MadeByAsync(connection, "shop", $"k{i}"));
        }
    }

    [Fact]
    public async Task Failover_ThatLostWhatWasServed_IsAnotherLifeOfTheStore()
    {
        using var replicas = Replicas.Start(Replicas.ConnectionOf("postgres", _first, _second));
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "kept", "k1")).Success();
        await Eventually.HoldsAsync(() => Task.FromResult(_second.Query("SELECT COUNT(*) FROM revisions") == "1"));

        // The standby hears of nothing any more, and nobody waits for it.
        _second.Set("primary_conninfo", "");
        await Eventually.HoldsAsync(() => Task.FromResult(_first.Query("SELECT COUNT(*) FROM pg_stat_replication") == "0"));
        (await Replicas.PublishAsync(replicas.A, "shop", "lost", "k2")).Success();
        await replicas.ConvergeAsync("shop", 2, "lost");
        await using var watching = await EventStream.OpenAsync(replicas.B.Url, "shop");
        var before = watching.Next();
        _first.Stop("QUIT");
        _second.Promote();

        // No revision falls and none changes what it holds: they are those of another epoch.
        var after = watching.Next(60);
        Assert.NotEqual(before["epoch"]!.GetValue<string>(), after["epoch"]!.GetValue<string>());
        Assert.Equal(1, after["revision"]!.GetValue<long>());
        await replicas.ConvergeAsync("shop", 1, "kept");
        var epochs = new HashSet<string>();
        foreach (var server in replicas.All)
        {
            epochs.Add((await server.GetAsync("/api/v1/spaces/shop/head")).Success()["epoch"]!.GetValue<string>());
            var resumed = await server.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/spaces/shop/configurations/app?minRevision=2&epoch={before["epoch"]}"));
            Assert.Equal(410, resumed.Status);
        }

        Assert.Equal(after["epoch"]!.GetValue<string>(), Assert.Single(epochs));
        await Eventually.HoldsAsync(async () => (await Replicas.PublishAsync(replicas.B, "shop", "new", "k3")).Status == 201, seconds: 20);
        await replicas.ConvergeAsync("shop", 2, "new");
    }

    public void Dispose()
    {
        _second.Dispose();
        _first.Dispose();
    }
}
