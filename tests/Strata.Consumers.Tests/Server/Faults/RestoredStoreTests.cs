using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>A backup is brought back while replicas serve, and others write.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class RestoredStoreTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-backup-");

    private string Backup => Path.Combine(_directory.FullName, "backup");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Restore_WhileOthersServeAndWrite_IsAnotherLife_AndNeverAMixture()
    {
        var store = shared.NewDatabase();
        using var replicas = Replicas.Start(store);
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "old", "old")).Success();
        Run("backup", Backup, "--store", store);
        await replicas.MakeSpaceAsync("later");
        (await Replicas.PublishAsync(replicas.A, "later", "later", "later")).Success();
        Assert.Equal("later", await Replicas.ReadAsync(replicas.B, "later"));
        (await Replicas.PublishAsync(replicas.A, "shop", "new", "new")).Success();
        await replicas.ConvergeAsync("shop", 2, "new");
        var snapshot = (await replicas.B.GetAsync("/api/v1/spaces/shop/configurations/app")).Headers["Strata-Content-Sha256"];
        (await replicas.B.GetAsync($"/api/v1/spaces/shop/snapshots/{snapshot}")).Success();
        await using var watching = await EventStream.OpenAsync(replicas.B.Url, "shop");
        await using var gone = await EventStream.OpenAsync(replicas.B.Url, "later");
        var before = watching.Next();

        // Writers go on all the time: what they do is of the one life or of the other.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writing = Task.WhenAll(replicas.All.Select((server, index) => WriteAsync(server, index, ending.Token)));
        Run("restore", Backup, "--replace", "--store", store);
        var after = watching.Next();
        while (after["epoch"]!.GetValue<string>() == before["epoch"]!.GetValue<string>())
        {
            Assert.True(after["revision"]!.GetValue<long>() > before["revision"]!.GetValue<long>());
            (before, after) = (after, watching.Next());
        }

        await ending.CancelAsync();
        await writing;
        var epoch = after["epoch"]!.GetValue<string>();
        foreach (var server in replicas.All)
        {
            await Eventually.HoldsAsync(async () => (await server.GetAsync("/api/v1/spaces/shop/head")).Success()["epoch"]!.GetValue<string>() == epoch);
            Assert.Equal(410, (await server.GetAsync("/api/v1/spaces/shop/events", ("Last-Event-ID", $"{before["epoch"]}:{before["revision"]}"))).Status);

            // A space that the backup does not have is not there any more, for nobody.
            await Eventually.HoldsAsync(async () => (await server.GetAsync("/api/v1/spaces/later/configurations/app")).Status == 404);
        }

        await gone.Ended.WaitAsync(TimeSpan.FromSeconds(20), Token);
        (await Replicas.PublishAsync(replicas.A, "shop", "new", "again")).Success();
        await using var connection = new NpgsqlConnection(store);
        await WholeStore.AssertAsync(connection);
        await replicas.ConvergeAsync("shop", await Replicas.HeadAsync(replicas.A, "shop"), "new");

        // What was known by its hash before can be had by it again, signed with a key that can be found.
        Assert.Equal(snapshot, (await replicas.B.GetAsync("/api/v1/spaces/shop/configurations/app")).Headers["Strata-Content-Sha256"]);
        var signed = await replicas.B.GetAsync($"/api/v1/spaces/shop/snapshots/{snapshot}");
        signed.Success();
        var header = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(signed.Headers["Strata-Signature"].Split('.')[0]));
        var kid = System.Text.Json.Nodes.JsonNode.Parse(header)!["kid"]!.GetValue<string>();
        Assert.Contains(kid, (await replicas.A.GetAsync("/.well-known/jwks.json")).Text, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static void Run(string command, params string[] arguments) => InstalledProgram.Run(ServerProgram.Path, [command, .. arguments]).Success();

    private static async Task WriteAsync(ServerProcess server, int writer, CancellationToken ending)
    {
        for (var i = 0; !ending.IsCancellationRequested; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"w{writer}-{i}");
            var answer = await Replicas.PublishAsync(server, "shop", key, key);
            Assert.True(answer.Status is 201 or 412 or 503, $"{answer.Status}: {answer.Text}");
        }
    }
}
