using System.Globalization;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server;

/// <summary>Requests that leave out, overdo or disguise something: each is refused with a reason, and does nothing.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class HostileRequestTests(BusyServerFixture fixture) : IClassFixture<BusyServerFixture>
{
    private string Shop => $"/api/v1/spaces/{_space}";

    private readonly ServerProcess _server = fixture.Server;
    private readonly string _space = ServerFixture.NewSpace();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string> Incomplete => new()
    {
        // An absent number was zero, and revision 0 is empty.
        { "POST", "/api/v1/spaces/{space}/rollbacks", "{}", "to" },
        { "POST", "/api/v1/spaces/{space}/revisions", "{}", "files" },
        { "POST", "/api/v1/spaces/{space}/drafts", """{"titel":"a"}""", "'titel' could not be mapped to any member of it" },
        { "POST", "/api/v1/spaces/{space}/drafts", """{"baseRevision":"a"}""", "$.baseRevision" },

        // An absent time was the year 1, and so long overdue.
        { "POST", "/api/v1/spaces/{space}/drafts/x/schedule", "{}", "publishAt" },
        { "PUT", "/api/v1/spaces/{space}/source", """{"direction":"import"}""", "location" },
        { "POST", "/api/v1/spaces/{space}/drafts", """{"title":"a\u0000b"}""", "control characters" },
        { "PATCH", "/api/v1/spaces/{space}", """{"description":"a\u001b[2Jb"}""", "control characters" },
        { "PUT", "/api/v1/spaces/{space}/source", """{"direction":"import","location":"/srv/allowed","intervalSeconds":9223372036854775807}""", "intervalSeconds" },
        { "PUT", "/api/v1/spaces/{space}/source", """{"direction":"import","location":"/srv/allowed","intervalSeconds":1}""", "intervalSeconds" },
        { "GET", "/api/v1/spaces/{space}/head?timeout=NaN", "", "timeout" },
        { "GET", "/api/v1/spaces/{space}/head?timeout=Infinity", "", "timeout" },
        { "GET", "/api/v1/spaces/{space}/drafts?cursor=%00", "", "cursor" },
        { "GET", "/api/v1/spaces?cursor=%00", "", "cursor" },
        { "GET", "/api/v1/spaces/{space}/drafts?state=opne", "", "opne" },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task Request_ThatSaysTooLittleOrTooMuch_IsRefusedAndDoesNothing(string method, string address, string body, string part)
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        using var request = new HttpRequestMessage(new HttpMethod(method), address.Replace("{space}", _space, StringComparison.Ordinal));
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (body.Length > 0)
        {
            request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        }

        using var answer = await _server.Client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);

        Assert.True((int)answer.StatusCode == 400, $"{answer.StatusCode}: {text}");
        Assert.Contains("STR9001", text, StringComparison.Ordinal);
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Strata.Server", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.Equal("one", (await _server.GetAsync($"{Shop}/configurations/app")).Success()["name"]!.GetValue<string>());
        Assert.Equal(1, (await _server.GetAsync($"{Shop}/head")).Success()["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task Rollout_WithAnEndlessInterval_IsRefused()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = (await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts", new { changes = Files("name: two\n") })).Success()["id"]!.GetValue<string>();
        var answer = await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts/{draft}/rollout", new { percent = 1, steps = new[] { 2 }, intervalSeconds = long.MaxValue }, ("If-Match", "\"1\""));
        Assert.True(answer.Status == 400, answer.Text);
    }

    [Fact]
    public async Task Configuration_ThatGrowsOutOfAliases_IsRefusedBeforeItIsWritten()
    {
        var aliases = string.Concat(Enumerable.Repeat("  - *long\n", 5_000));
        await _server.PublishAsync(_space, ("app.yml", $"long: &long {new string('x', 20_000)}\nlist:\n{aliases}"), ("base.yml", "_metadata: {type: other}\nname: one\n"));

        var answer = await _server.GetAsync($"{Shop}/configurations/app");

        Assert.True(answer.Status == 422, answer.Text);
        Assert.Equal("STR9016", answer.Json!["code"]!.GetValue<string>());
        Assert.Contains("16 MiB", answer.Json["title"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("one", (await _server.GetAsync($"{Shop}/configurations/other")).Success()["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Answers_OfWhatIsInvalid_NameNoDirectoryOfTheServer()
    {
        await _server.PublishAsync(
            _space,
            ("app.yml", "name: one\n"),
            ("eu.yml", "_metadata: {type: app, conditions: {facts: {region: eu}}}\nname: \"${MISSING}\"\n"),
            ("us.yml", "_metadata: {type: app, conditions: {facts: {region: us}}}\nname: \"${file:nothing.txt}\"\n"),
            ("ap.yml", "_metadata: {type: app, conditions: {facts: {region: ap}}, schema: schemas/none.json}\nname: x\n"),
            ("af.yml", "_metadata: {type: app, conditions: {facts: {region: af}}, schema: schemas/bad.json}\nname: x\n"),
            ("schemas/bad.json", """{"$ref": "gone/away.json"}"""));
        foreach (var region in new[] { "eu", "us", "ap", "af" })
        {
            var answer = await _server.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{Shop}/configurations/app?fact.region={region}"));
            Assert.True(answer.Status == 422, $"{region}: {answer.Text}");
            Assert.NotNull(answer.Json!["diagnostics"]![0]!["file"]);
            Assert.DoesNotContain(Path.GetTempPath(), answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("contents/", answer.Text, StringComparison.Ordinal);
        }

        var refused = await _server.SendAsync(HttpMethod.Post, $"{Shop}/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = "name: one\n" }, ["strata.yml"] = new { text = "nonsense: 1\n" } } });
        Assert.True(refused.Status == 422, refused.Text);
        Assert.Equal("strata.yml", refused.Json!["diagnostics"]![0]!["file"]!.GetValue<string>());
        Assert.DoesNotContain(Path.GetTempPath(), refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_OfOneFormat_IsNotGivenToWhoAcceptsAnother()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        (await _server.GetAsync($"{Shop}/configurations/app")).Success();
        (await _server.GetAsync($"{Shop}/configurations/app")).Success();
        var yaml = await _server.GetAsync($"{Shop}/configurations/app", ("Accept", "application/yaml"));
        Assert.Equal("name: one\n", yaml.Text);
    }

    [Theory]
    [InlineData("Host", "evil.example", false, 403)]
    [InlineData("Host", "127.0.0.1.evil.example:8000", false, 403)]
    [InlineData("Host", "localhost:1", false, 200)]
    [InlineData("Origin", "http://evil.example", false, 200)]
    [InlineData("Origin", "http://evil.example", true, 403)]
    [InlineData("Origin", "null", true, 403)]
    [InlineData("Origin", "http://127.0.0.1:1", true, 403)]
    [InlineData("Origin", "{own}", true, 200)]
    public async Task Page_OfAnotherSite_NeitherReadsNorWrites(string header, string value, bool writes, int status)
    {
        await _server.PublishAsync(_space, ("app.yml", "password: s3cret-marmot\n"));
        var (method, address) = writes ? (HttpMethod.Patch, Shop) : (HttpMethod.Get, $"{Shop}/configurations/app?reveal=true");
        var answer = await _server.SendAsync(method, address, writes ? new { description = "x" } : null, (header, value.Replace("{own}", _server.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)));
        Assert.True(answer.Status == status, answer.Text);
        Assert.Equal(status == 200 && !writes, answer.Text.Contains("s3cret-marmot", StringComparison.Ordinal));
        if (status == 403)
        {
            Assert.Equal("STR9022", answer.Json!["code"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Host_ThatWasAllowed_IsAnswered()
    {
        using var server = ServerProcess.Start("--allow-host", "config.example.com");
        Assert.Equal(200, (await server.GetAsync("/health/live", ("Host", "config.example.com"))).Status);
        Assert.Equal(403, (await server.GetAsync("/health/live", ("Host", "other.example.com"))).Status);
    }

    [Theory]
    [InlineData("host:6379,nonsense=1")]
    [InlineData("password=s3cret-marmot")]
    public void Redis_ThatIsNoList_IsRefusedWithoutAStack(string redis)
    {
        var data = Directory.CreateTempSubdirectory("strata-redis-");
        var result = InstalledProgram.Run(ServerProgram.Path, ["serve", "--listen", "http://127.0.0.1:0", "--no-import", "--data", data.FullName, "--redis", redis]);
        data.Delete(recursive: true);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error STR9018: --redis", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, object> Files(string text) => new() { ["app.yml"] = new { text } };
}
