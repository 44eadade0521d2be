using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Publishes that begin first and end last.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class CommitOrderTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>
{
    private const int Publishes = 10;

    [Fact]
    public async Task Watchers_OfSlowCommits_SeeRevisionsRiseToTheLast()
    {
        var store = shared.NewDatabase();
        using var replicas = Replicas.Start(store);
        await replicas.MakeSpaceAsync("slow");
        await replicas.MakeSpaceAsync("quick");
        shared.Server.Query(
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(CASE NEW.message WHEN 'slow' THEN 0.3 ELSE 0 END); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON revisions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dawdle();
            """,
            new Npgsql.NpgsqlConnectionStringBuilder(store).Database!);
        var watched = new List<(string Space, EventStream Events)>();
        try
        {
            foreach (var server in replicas.All)
            {
                foreach (var space in new[] { "slow", "quick" })
                {
                    watched.Add((space, await EventStream.OpenAsync(server.Url, space)));
                }
            }

            // One space has slow and quick commits among one another, from both replicas; the other's all begin later and end sooner.
            var publishing = Enumerable.Range(0, Publishes).Select(number => PublishAsync(replicas.All[number % 2], "slow", number, number % 2 == 0 ? "slow" : "")).ToList();
            publishing.AddRange(Enumerable.Range(0, Publishes).Select(number => PublishAsync(replicas.All[number % 2], "quick", number, "")));
            var made = await Task.WhenAll(publishing);
            Assert.Equal(Enumerable.Range(1, Publishes).Select(static number => (long)number), made[..Publishes].Order());
            Assert.Equal(Enumerable.Range(1, Publishes).Select(static number => (long)number), made[Publishes..].Order());
            foreach (var (_, events) in watched)
            {
                var last = -1L;
                do
                {
                    var seen = events.Next()["revision"]!.GetValue<long>();
                    Assert.True(seen > last, $"revision {seen} came behind {last}");
                    last = seen;
                }
                while (last < Publishes);
            }
        }
        finally
        {
            foreach (var (_, events) in watched)
            {
                await events.DisposeAsync();
            }
        }
    }

    // Somebody else's may come first; then this one is made from that.
    private static async Task<long> PublishAsync(ServerProcess server, string space, int number, string message)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{space}{number}");
        while (true)
        {
            var answer = await Replicas.PublishAsync(server, space, key, key, message);
            if (answer.Status == 201)
            {
                return answer.Json!["revision"]!.GetValue<long>();
            }

            Assert.Equal(412, answer.Status);
        }
    }
}
