using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using Strata.Consumers.Tests.Command;
using Strata.Consumers.Tests.Docs;

namespace Strata.Consumers.Tests.Mocks;

/// <summary><c>strata mock</c> as it is typed: the script, the command, and the program that serves.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed partial class MockCommandTests
{
    private static readonly Dictionary<string, string?> NoVariables = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mock_OfTheBundledTesting_AnswersEveryRouteUntilItIsInterrupted()
    {
        using var command = BuiltCommand.Start(Repository.Root, NoVariables, "env", "--default-signal=INT", BuiltCommand.Script, "mock", "testing", "--port", "0", "--log-level", "info", "--set", "mocks.services[1].faults=[]");
        var url = await UrlOfAsync(command);
        using var client = new HttpClient { BaseAddress = url };

        var discovery = await client.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration", Cancellation);
        using var grant = await client.PostAsync("/grant", null, Cancellation);
        var track = await client.GetFromJsonAsync<JsonElement>("/tracks/42", Cancellation);
        using var missing = await client.GetAsync("/tracks/missing", Cancellation);
        using var prediction = await client.PostAsJsonAsync("/v1/models/mood:predict", new { instances = new[] { 1 } }, Cancellation);
        using var torch = await client.PostAsJsonAsync("/predictions/mood", new { }, Cancellation);
        using var unknown = await client.GetAsync("/nope", Cancellation);
        var (granted, predicted, served) = (await grant.Content.ReadFromJsonAsync<JsonElement>(Cancellation), await prediction.Content.ReadFromJsonAsync<JsonElement>(Cancellation), await torch.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
        BuiltCommand.Signal("INT", command.Id.ToString(CultureInfo.InvariantCulture));
        var result = command.Result();

        Assert.Equal(url.GetLeftPart(UriPartial.Authority) + "/grant", discovery.GetProperty("token_endpoint").GetString());
        Assert.StartsWith("mock-", granted.GetProperty("access_token").GetString(), StringComparison.Ordinal);
        Assert.Equal(("42", "The Mocks"), (track.GetProperty("id").GetString(), track.GetProperty("artist").GetString()));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotImplemented), (missing.StatusCode, unknown.StatusCode));
        Assert.Equal(("mood", "[1]"), (predicted.GetProperty("model").GetString(), predicted.GetProperty("instances").GetRawText()));
        Assert.Equal("mood", served.GetProperty("model").GetString());
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(MarkdownPage.Read("docs/mocks.md").Section("Mock services").Blocks.Single(static block => block.Language == "text").Text.TrimEnd('\n').Replace("http://127.0.0.1:9900", url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal) + "\n", result.Output);
        Assert.Contains("info: GET /tracks/42 -> 200 (catalogue, ", result.Error, StringComparison.Ordinal);
        Assert.Contains("warning: GET /nope -> 501 (no route, 0 ms)", result.Error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/tracks/42", Cancellation));
    }

    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("KILL", 137)]
    public async Task Mock_WhoseCommandEnds_LeavesNothingRunning(string signal, int exitCode)
    {
        using var configured = new MockedConfiguration("  services: []\n");
        using var command = BuiltCommand.Start(configured.Directory, NoVariables, BuiltCommand.Script, "mock", "t", "-d", ".");
        var url = await UrlOfAsync(command);

        BuiltCommand.Signal(signal, command.Id.ToString(CultureInfo.InvariantCulture));
        var result = command.Result();

        // What it started holds the same standard output: that was read to its end.
        Assert.Equal(exitCode, result.ExitCode);
        using var listener = new TcpListener(IPAddress.Loopback, url.Port);
        listener.Start();
    }

    [Theory]
    [InlineData("fail", new[] { "/x" }, 0)]
    [InlineData("fail", new[] { "/x", "/y", "/z" }, 1)]
    [InlineData("not_found", new[] { "/y", "/z" }, 1)]
    public async Task Mock_ThatFailsOnUnmatchedCalls_ExitsWith1AfterOne(string unmatched, string[] calls, int exitCode)
    {
        using var configured = new MockedConfiguration($"  unmatched: {unmatched}\n  services: [{{ name: a, routes: [{{ method: GET, path: /x, status: 200 }}] }}]\n");
        using var command = BuiltCommand.Start(configured.Directory, NoVariables, BuiltCommand.Script, "mock", "t", "-d", ".", "--fail-on-unmatched", "--port", "0");
        using var client = new HttpClient { BaseAddress = await UrlOfAsync(command) };
        foreach (var call in calls)
        {
            (await client.GetAsync(call, Cancellation)).Dispose();
        }

        BuiltCommand.Signal("TERM", command.Id.ToString(CultureInfo.InvariantCulture));
        var result = command.Result();

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 1, result.Error.Contains("error: no route answers 2 of the calls\n", StringComparison.Ordinal));
        Assert.Equal(exitCode == 1, result.Error.Contains("warning: GET /z -> ", StringComparison.Ordinal));
    }

    [Fact]
    public void Mock_OnAPortThatIsTaken_ExitsWith5()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var configured = new MockedConfiguration("  services: []\n");

        using var command = BuiltCommand.Start(configured.Directory, NoVariables, BuiltCommand.Script, "mock", "t", "-d", ".", "--port", port);
        var result = command.Result();

        Assert.Equal((5, ""), (result.ExitCode, result.Output));
        Assert.EndsWith($"error: port {port} of 127.0.0.1 is taken\n   = help: --port 0 takes a free port, --port N another one\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Mock_OfWrongMocks_ExitsWith1AndNamesTheValue()
    {
        using var configured = new MockedConfiguration("  services: [{ name: a, routes: [{ method: GET, path: /x, status: 200, template: none.j2 }] }]\n");

        using var command = BuiltCommand.Start(configured.Directory, NoVariables, BuiltCommand.Script, "mock", "t", "-d", ".");
        var result = command.Result();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error: mocks.services[0].routes[0].template: the template cannot be read", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x: 1", 3, "error STR2007")]
    [InlineData("mocks: {enabled: true}", 3, "the program that serves mocks is not there")]
    public void Mock_WithoutASectionOrAProgram_ExitsWith3(string yaml, int exitCode, string message)
    {
        using var overrides = new TemporaryOverrides(("t.yml", yaml));

        var result = overrides.Run("mock", "t");

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("x")]
    public void Mock_OnWhatIsNoPort_IsWrongUsage(string port)
    {
        using var overrides = new TemporaryOverrides(("t.yml", "mocks: {enabled: true}"));

        var result = overrides.Run("mock", "t", $"--port={port}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"--port \"{port}\" is no port", result.Error, StringComparison.Ordinal);
    }

    // The last line that it prints before it serves.
    private static async Task<Uri> UrlOfAsync(BuiltCommand command)
    {
        var line = await command.WaitForOutputAsync(static text => Listening().IsMatch(text));
        return new Uri(Listening().Match(line).Groups[1].Value);
    }

    [GeneratedRegex("^listening on (http://[0-9.:]+) until Ctrl-C$", RegexOptions.Multiline)]
    private static partial Regex Listening();
}
