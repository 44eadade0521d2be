using System.Globalization;
using System.Runtime.Versioning;
using Dapper;
using Npgsql;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>A server is killed in the middle of a publish: all of it is there, or nothing.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class KilledPublishTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>
{
    private const long Gate = 7;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Where a publish is held: before each of its statements, and in the middle of its commit.
    private static readonly (string Table, string Trigger)[] Steps =
    [
        ("blobs", "TRIGGER gate BEFORE INSERT ON blobs"),
        ("contents", "TRIGGER gate BEFORE INSERT ON contents"),
        ("revisions", "TRIGGER gate BEFORE INSERT ON revisions"),
        ("audit", "TRIGGER gate BEFORE INSERT ON audit"),
        ("spaces", "TRIGGER gate BEFORE UPDATE ON spaces"),
        ("revisions", "CONSTRAINT TRIGGER gate AFTER INSERT ON revisions DEFERRABLE INITIALLY DEFERRED"),
    ];

    [Fact]
    public async Task Kill_AtEachStep_LeavesAllOrNothing_AndARepeatMakesOneRevision()
    {
        var store = shared.NewDatabase();
        using var replicas = Replicas.Start(store);
        await replicas.MakeSpaceAsync("shop");
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync(Token);
        await connection.ExecuteAsync($"CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock({Gate}); RETURN NEW; END $$");
        var (served, revision) = ("v0", 1L);
        (await Replicas.PublishAsync(replicas.A, "shop", served, served)).Success();
        foreach (var (table, trigger) in Steps)
        {
            var value = string.Create(CultureInfo.InvariantCulture, $"v{revision}");
            await connection.ExecuteAsync($"CREATE {trigger} FOR EACH ROW EXECUTE FUNCTION wait_at_the_gate(); SELECT pg_advisory_lock({Gate})");
            var cut = Replicas.PublishAsync(replicas.A, "shop", value, value);
            await Eventually.HoldsAsync(async () => await connection.QuerySingleAsync<long>("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0);
            replicas.A.Stop("KILL");
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => cut);
            Assert.Equal(served, await Replicas.ReadAsync(replicas.B, "shop"));
            await connection.ExecuteAsync($"SELECT pg_advisory_unlock({Gate})");

            var repeated = (await Replicas.PublishAsync(replicas.B, "shop", value, value)).Success();
            Assert.Equal(++revision, repeated["revision"]!.GetValue<long>());
            Assert.Equal(repeated.ToJsonString(), (await Replicas.PublishAsync(replicas.B, "shop", value, value)).Success().ToJsonString());
            Assert.Equal(1, await WholeStore.MadeByAsync(connection, "shop", value));
            await connection.ExecuteAsync($"DROP TRIGGER gate ON {table}");
            await WholeStore.AssertAsync(connection);
            served = value;

            // What was killed comes back to what the others serve, and leaves nothing behind.
            replicas.A.StartAgain();
            await replicas.ConvergeAsync("shop", revision, value);
            Assert.Single(Directory.EnumerateDirectories(Path.Combine(replicas.A.Data, "process")));
        }
    }

    [Fact]
    public async Task Kill_BehindTheAnswer_LosesNothing()
    {
        var store = shared.NewDatabase();
        using var replicas = Replicas.Start(store);
        await replicas.MakeSpaceAsync("shop");
        for (var i = 1; i <= 3; i++)
        {
            var value = string.Create(CultureInfo.InvariantCulture, $"v{i}");
            (await Replicas.PublishAsync(replicas.A, "shop", value, value)).Success();
            replicas.A.Stop("KILL");
            Assert.Equal(value, await Replicas.ReadAsync(replicas.B, "shop", string.Create(CultureInfo.InvariantCulture, $"minRevision={i}")));
            replicas.A.StartAgain();
        }

        await using var connection = new NpgsqlConnection(store);
        await WholeStore.AssertAsync(connection);
    }
}
