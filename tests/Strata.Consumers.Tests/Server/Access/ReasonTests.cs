using System.Text.Json;
using Strata.Consumers.Tests.Command;
using Strata.Consumers.Tests.Server.Client;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>Who asks for secrets says why: the command what was typed, an application that it starts.</summary>
public sealed class ReasonTests : IDisposable
{
    private const string Header = "Strata-Reason";

    private readonly StandInReplica _server = new(new ServedPoint("e1", 7), """{"name": "seven"}""");

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(true, null, "service Strata.Consumers.Tests starts")]
    [InlineData(true, "orders are to be taken", "orders are to be taken")]
    [InlineData(false, "orders are to be taken", null)]
    public void Application_SaysWhyItNeedsSecrets_AndNothingWhereItAsksForNone(bool reveals, string? given, string? sent)
    {
        var options = new StrataServerOptions { Environment = "development", Watch = ServerWatchMode.Off, Reveal = reveals, Reason = given };
        using var provider = new StrataServerProvider(new ServerQuestion(_server.Url, "shop", "app", options), options);
        provider.Load();

        var asked = _server.Asked.Where(static request => request.IsConfiguration).ToArray();
        Assert.Equal(reveals ? 2 : 1, asked.Length);
        Assert.All(asked, request => Assert.Equal(request.Target.Contains("reveal=true", StringComparison.Ordinal) ? sent : null, Said(request.Headers)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a\nb c")]
    [InlineData("für Bestellungen")]
    public void Reason_ThatCannotBeSent_IsRefusedBeforeAnythingIs(string reason) =>
        Assert.Throws<ArgumentException>(() => new ServerQuestion(_server.Url, "shop", "app", new StrataServerOptions { Reason = reason }));

    [Fact]
    public void Command_SendsWhatWasTyped_OrWhatIsSet()
    {
        var files = new Dictionary<string, string> { ["app.yml"] = "name: one\n" };
        using var server = RawServer.OfSpace(ContentHash.Of(files), JsonSerializer.Serialize(files.ToDictionary(static file => file.Key, static file => new { text = file.Value })));

        Assert.Equal("one\n", new StrataCommand().Run("get", "name", "app", "--server", server.Url, "--reason", "für Störung 4711").Output);
        Assert.All(server.Asked, static request => Assert.Equal("für Störung 4711", Said(request.Headers)));
        server.Asked.Clear();
        Assert.Equal("one\n", new StrataCommand().With("STRATA_REASON", "an incident").Run("get", "name", "app", "--server", server.Url).Output);
        Assert.All(server.Asked, static request => Assert.Equal("an incident", Said(request.Headers)));
        server.Asked.Clear();
        Assert.Equal("one\n", new StrataCommand().Run("get", "name", "app", "--server", server.Url).Output);
        Assert.All(server.Asked, static request => Assert.Null(Said(request.Headers)));
        Assert.Equal(2, new StrataCommand().Run("get", "name", "app", "--server", server.Url, "--reason", "x").ExitCode);
    }

    private static string? Said(IReadOnlyDictionary<string, string> headers) => headers.FirstOrDefault(static header => header.Key.Equals(Header, StringComparison.OrdinalIgnoreCase)).Value;
}
