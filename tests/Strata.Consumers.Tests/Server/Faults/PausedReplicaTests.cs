using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Replicas that stand still for a while, or whose clock is off.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class PausedReplicaTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>
{
    private const string FakeTime = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    private const int Publishes = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Replica_ThatWasPaused_NeverAnswersWithWhatIsOlderThanAsked()
    {
        using var replicas = Replicas.Start(shared.NewDatabase());
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "v1", "k1")).Success();
        await replicas.ConvergeAsync("shop", 1, "v1");
        await using var watching = await EventStream.OpenAsync(replicas.B.Url, "shop");
        Assert.Equal(1, watching.Next()["revision"]!.GetValue<long>());
        replicas.B.Process.Signal("STOP");
        var paused = Task.Delay(Pause, TestContext.Current.CancellationToken);
        for (var i = 2; i <= Publishes; i++)
        {
            (await Replicas.PublishAsync(replicas.A, "shop", $"v{i}", $"k{i}")).Success();
        }

        // These wait in front of it, and are what it sees first.
        var asked = Enumerable.Range(1, Publishes).Select(revision => replicas.B.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/spaces/shop/configurations/app?minRevision={revision}"))).ToList();
        await paused;
        replicas.B.Process.Signal("CONT");
        for (var i = 1; i <= Publishes; i++)
        {
            var answer = await asked[i - 1];
            if (answer.Status != 503)
            {
                answer.Success();
                var revision = long.Parse(answer.Headers["Strata-Revision"], CultureInfo.InvariantCulture);
                Assert.True(revision >= i, $"revision {revision} was given to who asked for {i}");
                Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"v{revision}"), answer.Json!["name"]!.GetValue<string>());
            }
        }

        await replicas.ConvergeAsync("shop", Publishes, $"v{Publishes}");
        Assert.Equal(Publishes, watching.Next()["revision"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("+1h")]
    [InlineData("-1h")]
    public async Task Replica_WhoseClockIsOff_PublishesInTimeAndOnce(string offset)
    {
        Assert.SkipUnless(File.Exists(FakeTime), "libfaketime is not installed.");
        var store = shared.NewDatabase();
        using var right = ServerProcess.Start("--store", store, "--poll-interval", "0.3");
        using var off = ServerProcess.Of([("LD_PRELOAD", FakeTime), ("FAKETIME", offset), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")], "--store", store, "--poll-interval", "0.3");
        off.StartAgain();
        await right.PublishAsync("shop", ("app.yml", "name: one\n"));
        var draft = (await right.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/drafts", new { title = "two", files = new Dictionary<string, object> { ["app.yml"] = new { text = "name: two\n" } } })).Success()["id"]!.GetValue<string>();
        var due = DateTimeOffset.UtcNow.AddSeconds(4);
        (await right.SendAsync(HttpMethod.Post, $"/api/v1/spaces/shop/drafts/{draft}/schedule", new { publishAt = due }, ("If-Match", "\"1\""))).Success();
        while (await Replicas.ReadAsync(off, "shop") != "two")
        {
            Assert.True(DateTimeOffset.UtcNow < due.AddSeconds(20), "it is not published");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(DateTimeOffset.UtcNow >= due.AddSeconds(-0.5), "it is published before its time");
        await Replicas.UntilAsync(async () => await Replicas.ReadAsync(right, "shop") == "two");
        (await Replicas.PublishAsync(off, "shop", "three", "k3")).Success();
        await Replicas.UntilAsync(async () => await Replicas.ReadAsync(right, "shop") == "three");
        await using var connection = new Npgsql.NpgsqlConnection(store);
        await WholeStore.AssertAsync(connection);
        Assert.Equal(3, await Replicas.HeadAsync(right, "shop"));
    }
}
