using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Server.Edge;

/// <summary>Whom the server answers, what it tells browsers, and how often one may ask.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed partial class ReachTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/api/v1/spaces")]
    [InlineData("/api/v1/spaces/none")]
    [InlineData("/nowhere")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    public async Task Answers_OfEveryKind_TellBrowsersToBeCareful(string path)
    {
        using var server = ServerProcess.Start();
        var answer = await server.GetAsync(path);

        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("DENY", answer.Headers["X-Frame-Options"]);
        Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Opener-Policy"]);
        Assert.Contains("camera=()", answer.Headers["Permissions-Policy"], StringComparison.Ordinal);
        var policy = answer.Headers["Content-Security-Policy"];
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.ContainsKey("Strict-Transport-Security"));
        Assert.False(answer.Headers.ContainsKey("Server"));
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Documentation_RunsItsOwnScriptsAndNoOthers()
    {
        using var server = ServerProcess.Start();
        var (first, second) = (await server.GetAsync("/docs"), await server.GetAsync("/docs"));

        var nonce = Nonce().Match(first.Headers["Content-Security-Policy"]).Groups[1].Value;
        Assert.Equal(Scripts().Count(first.Text), Regex.Count(first.Text, $"<script[^>]* nonce=\"{Regex.Escape(nonce)}\""));
        Assert.True(Scripts().Count(first.Text) > 0);
        Assert.NotEqual(nonce, Nonce().Match(second.Headers["Content-Security-Policy"]).Groups[1].Value);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:8000", 200)]
    [InlineData("[::1]:8000", 200)]
    [InlineData("rebound.example.com", 403)]
    [InlineData("127.0.0.1.example.com", 403)]
    public async Task Host_OfAPageThatTookTheAddress_IsNotServed(string host, int status)
    {
        using var server = ServerProcess.Start();
        var answer = await server.GetAsync("/api/v1/spaces", ("Host", host));

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example.com", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 201)]
    [InlineData("X-Other", "1", 201)]
    public async Task Write_FromAPageOfAnotherSite_IsNotDone(string header, string value, int status)
    {
        using var server = ServerProcess.Start();

        var answer = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop", new { }, (header, value));

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 201 ? 200 : 404, (await server.GetAsync("/api/v1/spaces/shop")).Status);
    }

    [Fact]
    public async Task Write_FromAnAllowedOrigin_IsDone()
    {
        using var server = ServerProcess.Start("--allow-origin", "https://console.example.com");

        var own = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/own", new { }, ("Origin", server.Url.GetLeftPart(UriPartial.Authority)));
        var allowed = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop", new { }, ("Origin", "https://console.example.com"));
        var other = await server.GetAsync("/api/v1/spaces", ("Origin", "https://evil.example.com"));

        Assert.Equal((201, 201), (own.Status, allowed.Status));
        Assert.Equal("https://console.example.com", allowed.Headers["Access-Control-Allow-Origin"]);
        Assert.False(allowed.Headers.ContainsKey("Access-Control-Allow-Credentials"));
        Assert.False(other.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://strata.example.com", 201)]
    [InlineData("https://strata.example.com:444", 403)]
    [InlineData("http://strata.example.com", 403)]
    [InlineData("https://strata.example.com.evil.example", 403)]
    public async Task Write_FromAPageOfTheAddressThatPeopleUse_IsDoneWhateverAProxyCallsTheServer(string origin, int status)
    {
        using var server = ServerProcess.Start("--public-url", "https://strata.example.com");

        var answer = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop", new { }, ("Origin", origin));

        Assert.Equal(status, answer.Status);
        Assert.False(answer.Headers.ContainsKey("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Requests_ThatAreTooMany_AreToldWhenToComeAgain()
    {
        using var server = ServerProcess.Start("--rate-limit", "1");
        var answers = new List<ServerAnswer>();
        for (var i = 0; i < 20; i++)
        {
            // A name that nobody vouches for is no other caller.
            answers.Add(await server.GetAsync("/api/v1/spaces", ("X-Forwarded-For", $"10.0.0.{i}")));
        }

        Assert.Equal(200, answers[0].Status);
        var refused = answers.First(static answer => answer.Status != 200);
        Assert.Equal((429, "STR9050"), (refused.Status, refused.Json!["code"]!.GetValue<string>()));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 10);
    }

    [Fact]
    public async Task Requests_ThroughAProxyThatIsKnown_CountForWhomItAsks()
    {
        using var server = ServerProcess.Start("--rate-limit", "1", "--behind-proxy", "127.0.0.1", "--oidc-issuer", "https://id.example.com", "--oidc-audience", "strata");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, (await server.GetAsync("/health/live", ("X-Forwarded-For", $"10.0.0.{i}"))).Status);
        }
    }

    [GeneratedRegex("script-src 'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script")]
    private static partial Regex Scripts();
}
