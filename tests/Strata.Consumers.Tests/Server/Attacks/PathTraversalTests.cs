using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Names that lead out of where they belong, in each place where a name is part of an address, and in the names of files.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class PathTraversalTests : IClassFixture<ServerFixture>
{
    private const string Canary = "canary-of-another-directory";

    private readonly ServerProcess _server;
    private readonly string _space = ServerFixture.NewSpace();

    public PathTraversalTests(ServerFixture fixture)
    {
        _server = fixture.Server;

        // What is reached from the server's data directory by going up is this.
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_server.Data)!, "outside.yml"), $"name: {Canary}\n");
    }

    private static readonly string[] Names =
    [
        "../outside.yml", "..%2foutside.yml", "..%2Foutside", "%2e%2e%2foutside.yml", "%2e%2e/outside", "..%252foutside.yml", "%252e%252e%252foutside.yml",
        "..%5coutside.yml", "..\\outside.yml", "%2e%2e%5coutside", "....//outside.yml", "..;/outside.yml", "outside.yml%00", "outside%00.yml", "%c0%ae%c0%ae%c0%afoutside.yml",
        "%2fetc%2fpasswd", "//etc/passwd", "file:%2f%2f%2fetc%2fpasswd", "CON", "NUL.yml", "aux%2eyml", "C:%5cwindows", "~%2f.ssh", ".", "..", "%2e", "%2e%2e", ".git", "-rf", "a%0d%0aX-Injected: 1",
    ];

    [Fact]
    public async Task Names_InAnyAddress_LeadNowhere()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: inside\n"));
        var before = Written();
        var description = (await _server.GetAsync("/openapi/v1.json")).Success();
        var requests = description["paths"]!.AsObject().SelectMany(path => Names.SelectMany(name => Addresses(path.Key, name)).SelectMany(address => path.Value!.AsObject().Select(operation => (operation.Key, address)))).ToList();

        Assert.True(requests.Count > 30 * Names.Length);
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (request, token) => await Task.Run(() => Ask(request.Key.ToUpperInvariant(), request.address), token));
        Assert.Equal(before, Written());
        Assert.Equal(200, (await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app")).Status);
    }

    [Theory]
    [InlineData("../x.yml")]
    [InlineData("a/../../x.yml")]
    [InlineData("/etc/x.yml")]
    [InlineData("a\\..\\x.yml")]
    [InlineData("./x.yml")]
    [InlineData("a//x.yml")]
    [InlineData("a/./x.yml")]
    [InlineData("x.yml\0")]
    [InlineData("CON")]
    [InlineData("sub/nul.yml")]
    [InlineData("COM1.yml")]
    [InlineData("x.yml ")]
    [InlineData("x.yml.")]
    [InlineData("x:stream.yml")]
    [InlineData(".git/config")]
    [InlineData("")]
    public async Task File_OfSuchAName_IsRefused(string name)
    {
        var before = Written();
        await _server.PublishAsync(_space, ("app.yml", "name: inside\n"));
        var answer = await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = "name: other\n" }, [name] = new { text = "name: x\n" } } });

        Assert.True(answer.Status is 400 or 422, answer.Text);
        Assert.Equal("inside", (await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app")).Success()["name"]!.GetValue<string>());
        Assert.Equal(before, Written());
    }

    // A template's addresses: the name in each of its places in turn, and what is harmless in the others.
    private IEnumerable<string> Addresses(string template, string name)
    {
        var parts = template.Split('/');
        return parts.Where(IsPlace).Select(hostile => string.Join('/', parts.Select(part => part == hostile ? name : IsPlace(part) ? Harmless(part) : part)));

        static bool IsPlace(string part) => part.Contains('{', StringComparison.Ordinal);
    }

    private void Ask(string method, string address)
    {
        using var exchange = new RawExchange(_server.Url);
        exchange.Send($"{method} {address.Replace(" ", "%20", StringComparison.Ordinal)} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
        var text = exchange.ReadAll(silentSeconds: 10);

        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:x:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nX-Injected", text, StringComparison.Ordinal);
        Assert.True(RawExchange.Statuses(text).All(static status => status is not 500), $"{method} {address}\n{text}");
    }

    private string Harmless(string part) => part.Contains("revision", StringComparison.Ordinal) ? "1" : part.Contains("space", StringComparison.Ordinal) ? _space : "app";

    // What stands beside the data directory, and the directories within; not the store and what is laid out to be resolved.
    private string Written() => string.Join('\n', Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(_server.Data)!).Concat(Directory.EnumerateDirectories(_server.Data)).Order(StringComparer.Ordinal));
}
