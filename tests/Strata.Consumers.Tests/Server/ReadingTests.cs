using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace Strata.Consumers.Tests.Server;

/// <summary>What services read over HTTP.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class ReadingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Base = "_metadata: {type: \"*\"}\ndatabase: {host: localhost, port: 5432, password: s3cret-marmot}\n";
    private const string App = "_metadata: {dependencies: [base]}\nname: app\n";
    private const string Production = "_metadata: {type: app, priority: high, conditions: {environment: production}}\ndatabase: {host: \"${DB_HOST:-db.internal}\"}\n";

    private readonly ServerProcess _server = fixture.Server;
    private readonly string _space = ServerFixture.NewSpace();

    [Fact]
    public async Task Configuration_OfTheHead_IsResolvedForTheCaller()
    {
        await _server.PublishAsync(_space, ("base.yml", Base), ("app.yml", App), ("production.yml", Production));
        var development = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app");
        var production = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app?environment=production&variable.DB_HOST=db7");
        Assert.Equal("localhost", development.Success()["database"]!["host"]!.GetValue<string>());
        Assert.Equal("db7", production.Success()["database"]!["host"]!.GetValue<string>());
        Assert.Equal("1", production.Headers["Strata-Revision"]);
    }

    [Fact]
    public async Task Secrets_WithoutReveal_AreMasked()
    {
        await _server.PublishAsync(_space, ("base.yml", Base), ("app.yml", App));
        var masked = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app");
        var revealed = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app?reveal=true");
        Assert.DoesNotContain("s3cret-marmot", masked.Text, StringComparison.Ordinal);
        Assert.Equal("s3cret-marmot", revealed.Success()["database"]!["password"]!.GetValue<string>());
    }

    [Fact]
    public async Task ETag_OfTheSameBytes_Gives304UntilTheyChange()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var first = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app");
        var again = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app", ("If-None-Match", first.ETag!));
        Assert.Equal((int)HttpStatusCode.NotModified, again.Status);
        Assert.Equal("", again.Text);
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"), ("other.yml", "x: 1\n"));
        var unchanged = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app", ("If-None-Match", first.ETag!));
        Assert.Equal((int)HttpStatusCode.NotModified, unchanged.Status);
        Assert.Equal("2", unchanged.Headers["Strata-Revision"]);
        await _server.PublishAsync(_space, ("app.yml", "name: two\n"));
        var changed = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app", ("If-None-Match", first.ETag!));
        Assert.Equal("two", changed.Success()["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Snapshot_ByItsHash_IsTheBytesThatWereServed()
    {
        await _server.PublishAsync(_space, ("base.yml", Base), ("app.yml", App));
        var served = await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(served.Text)));
        Assert.Equal(hash, served.Headers["Strata-Content-Sha256"]);
        await _server.PublishAsync(_space, ("app.yml", "name: later\n"));
        var snapshot = await _server.GetAsync($"/api/v1/spaces/{_space}/snapshots/{hash}");
        Assert.Equal(served.Text, snapshot.Text);
        Assert.Contains("immutable", snapshot.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.Equal(404, (await _server.GetAsync($"/api/v1/spaces/{_space}/snapshots/{new string('0', 64)}")).Status);
    }

    [Fact]
    public async Task Revision_OfThePast_IsServedAsItWas()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        await _server.PublishAsync(_space, ("app.yml", "name: two\n"));
        Assert.Equal("one", (await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app?revision=1")).Success()["name"]!.GetValue<string>());
        Assert.Equal(404, (await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app?revision=3")).Status);
    }

    [Theory]
    [InlineData("/api/v1/spaces/{space}/configurations/app?enviroment=x", 400, "STR9001", "did you mean environment?")]
    [InlineData("/api/v1/spaces/{space}/configurations/nope", 404, "STR2004", "known types are \"app\"")]
    [InlineData("/api/v1/spaces/nowhere/configurations/app", 404, "STR9002", "GET /api/v1/spaces lists them")]
    [InlineData("/api/v1/spaces/{space}/configurations/app?format=ini", 400, "STR9001", "known are yaml")]
    [InlineData("/api/v1/spaces/{space}/configurations/app?revision=x", 400, "STR9001", "write revision=12")]
    [InlineData("/api/v1/nothing", 404, "STR9005", "see /openapi/v1.json")]
    public async Task Question_ThatIsWrong_IsAnsweredWithWhatToDo(string address, int status, string code, string hint)
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var answer = await _server.GetAsync(address.Replace("{space}", _space, StringComparison.Ordinal));
        Assert.Equal(status, answer.Status);
        Assert.Equal(code, answer.Json!["code"]!.GetValue<string>());
        Assert.Contains(hint, answer.Json["hint"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explanation_NamesTheFilesOfTheSpace()
    {
        await _server.PublishAsync(_space, ("base.yml", Base), ("app.yml", App), ("production.yml", Production));
        var explained = (await _server.GetAsync($"/api/v1/spaces/{_space}/explanations/app?environment=production&path=database.host")).Success();
        Assert.Equal("production.yml", explained["origin"]!["file"]!.GetValue<string>());
        Assert.Equal("base.yml", explained["trail"]![0]!["file"]!.GetValue<string>());
        var difference = (await _server.GetAsync($"/api/v1/spaces/{_space}/difference?left=app&right=app,environment=production")).Success();
        Assert.Equal("database.host", difference[0]!["path"]!.GetValue<string>());
    }

    [Fact]
    public async Task MinRevision_ThatIsNotThere_Is503AndNeverOlder()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        using var quick = ServerProcess.Start("--request-timeout", "6");
        await quick.PublishAsync(_space, ("app.yml", "name: one\n"));
        var answer = await quick.GetAsync($"/api/v1/spaces/{_space}/configurations/app?minRevision=2");
        Assert.Equal(503, answer.Status);
        Assert.Equal("STR9011", answer.Json!["code"]!.GetValue<string>());
        var waiting = _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app?minRevision=2");
        await _server.PublishAsync(_space, ("app.yml", "name: two\n"));
        Assert.Equal("two", (await waiting).Success()["name"]!.GetValue<string>());
    }
}
