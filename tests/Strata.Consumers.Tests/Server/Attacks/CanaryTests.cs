using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>A secret that nobody asked for in clear is in no answer, and never in what the server writes about itself.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class CanaryTests : IDisposable
{
    private const string Canary = "canary-Zq7-marmot";

    private readonly ServerProcess _server = ServerProcess.Start();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Secret_ThatNobodyRevealed_IsNowhere()
    {
        const string Base = $"database: {{host: db, port: 5432, password: {Canary}, url: \"postgres://app:{Canary}@db/app\"}}\n";
        await _server.PublishAsync("shop", ("app.yml", Base));
        await _server.PublishAsync("shop", ("app.yml", $"{Base}name: two\n"));
        var draft = await _server.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/drafts", new { changes = new Dictionary<string, object> { ["app.yml"] = new { text = Base.Replace(Canary, $"{Canary}-new", StringComparison.Ordinal) } } });
        var id = draft.Success()["id"]!.GetValue<string>();
        string[] formats = ["json", "yaml", "env", "flat", "properties", "appsettings"];
        string[] questions =
        [
            .. formats.Select(static format => $"/api/v1/spaces/shop/configurations/app?format={format}"),
            "/api/v1/spaces/shop/configurations/app?revision=1", "/api/v1/spaces/shop/explanations/app?path=database.password", "/api/v1/spaces/shop/explanations/app",
            "/api/v1/spaces/shop/difference?left=app,revision=1&right=app,revision=2", "/api/v1/spaces/shop/types", "/api/v1/spaces/shop/history", "/api/v1/spaces/shop/revisions", "/api/v1/spaces/shop/revisions/1",
            $"/api/v1/spaces/shop/drafts/{id}", $"/api/v1/spaces/shop/drafts/{id}/difference", $"/api/v1/spaces/shop/drafts/{id}/validation", "/api/v1/spaces/shop/validation",
            "/api/v1/spaces/shop/head", "/health/ready", "/openapi/v1.json",
        ];
        foreach (var question in questions)
        {
            var answer = await _server.GetAsync(question);
            Assert.True(answer.Status == 200, $"{question}: {answer.Text}");
            AssertAbsent(answer, question);
        }

        // What is refused is named, and must not be shown.
        (string, object)[] refused =
        [
            ("/api/v1/spaces/shop/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = $"database: {{password: [{Canary}\n" } } }),
            ("/api/v1/spaces/shop/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = $"{Base}database: {{password: {Canary}}}\n" } } }),
            ("/api/v1/spaces/shop/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = $"database: {{password: \"${{{Canary}\"}}\n" } } }),
            ("/api/v1/spaces/shop/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = $"database: {{password: ENC[strata:1,{Canary},text,broken]}}\n" } } }),
        ];
        foreach (var (address, body) in refused)
        {
            var answer = await _server.SendAsync(HttpMethod.Post, address, body);
            Assert.Equal(422, answer.Status);
            AssertAbsent(answer, address);
        }

        var revealed = await _server.GetAsync("/api/v1/spaces/shop/configurations/app?reveal=true");
        Assert.Contains(Canary, revealed.Text, StringComparison.Ordinal);
        _server.Stop();
        Assert.DoesNotContain("canary-Zq7", _server.Output, StringComparison.Ordinal);
    }

    private static void AssertAbsent(ServerAnswer answer, string question) =>
        Assert.False(answer.Text.Contains("canary-Zq7", StringComparison.Ordinal) || answer.Headers.Values.Any(static value => value.Contains("canary-Zq7", StringComparison.Ordinal)), $"{question}: {answer.Status} {answer.Text}");
}
