using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Server;

/// <summary>What is sent again when a connection is lost on the way, and what is not.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SafeRepeatTests : IDisposable
{
    private const string Draft = """{"id":"d1","version":1,"content":"x","title":""}""";

    private readonly TemporaryOverrides _overrides = new(("app.yml", "name: one\n"));

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public void Publish_WhoseAnswerIsLost_IsSentAgainAsTheSameRequest()
    {
        var lost = 0;
        using var server = new RawServer(request => (request.Method, request.Path) switch
        {
            ("GET", "/api/v1/spaces/default/drafts/d1") => RawServer.Json(Draft, headers: "ETag: \"1\"\r\n"),
            ("POST", _) when ++lost <= 2 => lost == 1 ? null : RawServer.Json("""{"code":"STR9014","title":"the store cannot be reached"}""", 503),
            ("POST", _) => RawServer.Json("""{"revision":2}""", 201),
            _ => RawServer.Json("{}", 404),
        });

        var result = new StrataCommand().Run("publish", "d1", "--message", "m", "--as", "ann", "--server", server.Url);

        Assert.Equal(new CommandResult(0, "2\n", "published default@2\n"), result);
        var sent = server.Asked.Where(static request => request.Method == "POST").ToList();
        Assert.Equal(3, sent.Count);
        Assert.Single(sent.Select(static request => request.Headers["Idempotency-Key"]).Distinct());
        Assert.All(sent, static request => Assert.Equal(("\"1\"", "ann", """{"message":"m"}"""), (request.Headers["If-Match"], request.Headers["Strata-Actor"], request.Body)));
    }

    [Fact]
    public void TwoPublishes_HaveKeysOfTheirOwn()
    {
        using var server = new RawServer(static request => request.Method == "GET" ? RawServer.Json(Draft) : RawServer.Json("""{"revision":2}""", 201));

        new StrataCommand().Run("publish", "d1", "--server", server.Url);
        new StrataCommand().Run("publish", "d1", "--server", server.Url);

        Assert.Equal(2, server.Asked.Where(static request => request.Method == "POST").Select(static request => request.Headers["Idempotency-Key"]).Distinct().Count());
    }

    [Fact]
    public void Discard_WhoseAnswerIsLostEachTime_IsTheSameRequestAndSaysSo()
    {
        using var server = new RawServer(static request => request.Method == "GET" ? RawServer.Json(Draft, headers: "ETag: \"1\"\r\n") : null);

        var result = new StrataCommand().Run("draft", "discard", "d1", "--server", server.Url);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("error STR9019: the connection to", result.Error, StringComparison.Ordinal);
        Assert.Contains("whether it was done is not known", result.Error, StringComparison.Ordinal);
        var sent = server.Asked.Where(static request => request.Method == "DELETE").ToList();
        Assert.Equal(4, sent.Count);
        Assert.Single(sent.Select(static request => request.Headers["Idempotency-Key"]).Distinct());
    }

    [Fact]
    public void Problem_WithControlCharacters_DoesNotSteerTheTerminal()
    {
        using var server = new RawServer(static _ => RawServer.Json("""{"code":"STR9002","title":"\u001b[2Jgone","diagnostics":[{"code":"STR0001","severity":"error","message":"\u001b]0;x","file":"\u001b[31m.yml","line":1,"column":1,"length":99999999}]}""", 404));

        var result = new StrataCommand().Run("drafts", "--server", server.Url);

        Assert.NotEqual(0, result.ExitCode);
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }
}
