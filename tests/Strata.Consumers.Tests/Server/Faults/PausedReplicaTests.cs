using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Replicas that stand still for a while.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class PausedReplicaTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>
{
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
}
