using System.Runtime.Versioning;
using Strata.Server;
using Strata.Server.Hosting;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>A replica whose clock is off, beside one whose is right. It runs in this process, since a process has the machine's clock.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class WrongClockTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-clock-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Replica_WhoseClockIsOff_PublishesInTimeAndOnce(int hours)
    {
        var database = shared.NewDatabase();
        using var right = ServerProcess.Start("--store", database, "--poll-interval", "0.3");
        await using var store = new ServerStore(new PostgreSqlDatabase(database), new OffsetTime(TimeSpan.FromHours(hours)));
        await store.PrepareAsync(Token);
        await using var off = ServerHost.Create(new ServerSettings { Listen = [new Uri("http://127.0.0.1:0")], Store = database, DataDirectory = _directory.FullName }, store);
        await off.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = new Uri(off.Urls.Single()) };

        await right.PublishAsync("shop", ("app.yml", "name: one\n"));
        var due = DateTimeOffset.UtcNow.AddSeconds(3);
        await ScheduleAsync("two", 1, due);
        await Eventually.HoldsAsync(async () => await NameAsync() == "two");
        Assert.True(DateTimeOffset.UtcNow >= due.AddSeconds(-0.5), "it is published before its time");
        Assert.True(DateTimeOffset.UtcNow <= due.AddSeconds(15), "it is published long after its time");

        // Alone it does what is due as well, and when it is.
        await ScheduleAsync("three", 2, due = DateTimeOffset.UtcNow.AddSeconds(3));
        right.Stop();
        await Eventually.HoldsAsync(async () => await NameAsync() == "three");
        Assert.True(DateTimeOffset.UtcNow >= due.AddSeconds(-0.5), "it is published before its time");
        await using var connection = new Npgsql.NpgsqlConnection(database);
        await WholeStore.AssertAsync(connection);
        await off.StopAsync(Token);

        async Task<string> NameAsync() => System.Text.Json.Nodes.JsonNode.Parse(await client.GetStringAsync("/api/v1/spaces/shop/configurations/app", Token))!["name"]!.GetValue<string>();

        async Task ScheduleAsync(string value, long head, DateTimeOffset at)
        {
            var made = await right.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/drafts", new { title = value, baseRevision = head, files = new Dictionary<string, object> { ["app.yml"] = new { text = $"name: {value}\n" } } });
            var draft = made.Success()["id"]!.GetValue<string>();
            (await right.SendAsync(HttpMethod.Post, $"/api/v1/spaces/shop/drafts/{draft}/schedule", new { publishAt = at }, ("If-Match", "\"1\""))).Success();
        }
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private sealed class OffsetTime(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
    }
}
