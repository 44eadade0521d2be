using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server;

/// <summary>The protocol of Spring Cloud Config.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class SpringTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly ServerProcess _server = fixture.Server;
    private readonly string _space = ServerFixture.NewSpace();

    [Fact]
    public async Task Client_FromNpm_ReadsTheConfiguration()
    {
        var scripts = Path.Combine(Repository.Root, "tests", "interop");
        Assert.SkipUnless(Directory.Exists(Path.Combine(scripts, "node_modules", "cloud-config-client")), "Node.js or the packages of tests/interop are absent (npm ci --prefix tests/interop)");
        await PublishAsync();
        var output = InstalledProgram.Run("node", [Path.Combine(scripts, "cloud-config.mjs"), $"{_server.Url}spring/{_space}", "order-service", "production,eu"]).Success();
        var read = JsonNode.Parse(output)!;
        Assert.Equal("db.internal", read["host"]!.GetValue<string>());
        Assert.Equal(5432, read["properties"]!["database.port"]!.GetValue<int>());
        Assert.Equal("b", read["properties"]!["services[1].name"]!.GetValue<string>());
        Assert.Equal("s3cret-marmot", read["properties"]!["database.password"]!.GetValue<string>());
        Assert.Equal("eu", read["properties"]!["region"]!.GetValue<string>());
        var before = JsonNode.Parse(InstalledProgram.Run("node", [Path.Combine(scripts, "cloud-config.mjs"), $"{_server.Url}spring/{_space}", "order-service", "default", "1"]).Success())!;
        Assert.Equal("localhost", before["host"]!.GetValue<string>());
    }

    [Fact]
    public async Task Environment_HasTheShapeOfSpring()
    {
        await PublishAsync();
        var answer = (await _server.GetAsync($"/spring/{_space}/order-service/production/main")).Success();
        Assert.Equal("order-service", answer["name"]!.GetValue<string>());
        Assert.Equal("production", answer["profiles"]![0]!.GetValue<string>());
        Assert.Null(answer["label"]);
        Assert.Equal($"strata:{_space}@1/order-service", answer["propertySources"]![0]!["name"]!.GetValue<string>());
        Assert.Equal("", answer["propertySources"]![0]!["source"]!["empty"]!.GetValue<string>());
        Assert.True(answer["propertySources"]![0]!["source"]!["flag"]!.GetValue<bool>());
        Assert.Equal("x", answer["propertySources"]![0]!["source"]!["labels[a.b]"]!.GetValue<string>());
    }

    [Fact]
    public async Task Files_AreTheConfigurationInTheirFormats()
    {
        await PublishAsync();
        var yaml = await _server.GetAsync($"/spring/{_space}/order-service-production.yml");
        Assert.Contains("host: db.internal", yaml.Text, StringComparison.Ordinal);
        Assert.Contains("database.host=db.internal", (await _server.GetAsync($"/spring/{_space}/order-service-production.properties")).Text, StringComparison.Ordinal);
        Assert.Equal("db.internal", (await _server.GetAsync($"/spring/{_space}/1/order-service-production.json")).Success()["database"]!["host"]!.GetValue<string>());
    }

    [Fact]
    public async Task Root_AnswersForTheSpaceDefault()
    {
        await _server.PublishAsync("default", ("app.yml", "name: here\n"));
        Assert.Equal("here", (await _server.GetAsync("/app/default")).Success()["propertySources"]![0]!["source"]!["name"]!.GetValue<string>());
        Assert.Equal(200, (await _server.GetAsync("/health/live")).Status);
    }

    [Theory]
    [InlineData("/spring/{space}/nope/production", "STR2004")]
    [InlineData("/spring/{space}/order-service/production/v7", "STR9004")]
    [InlineData("/spring/nowhere/order-service/production", "STR9002")]
    [InlineData("/spring/{space}/order-service", "STR9005")]
    public async Task Question_ThatNothingAnswers_Is404(string address, string code)
    {
        await PublishAsync();
        var answer = await _server.GetAsync(address.Replace("{space}", _space, StringComparison.Ordinal));
        Assert.Equal(404, answer.Status);
        Assert.Equal(code, answer.Json!["code"]!.GetValue<string>());
    }

    private Task<long> PublishAsync() => _server.PublishAsync(
        _space,
        ("order-service.yml", "database: {host: localhost, port: 5432, password: s3cret-marmot}\nservices: [{name: a}, {name: b}]\nempty: ~\nflag: true\nlabels: {a.b: x}\n"),
        ("production.yml", "_metadata: {type: order-service, conditions: {environment: production}}\ndatabase: {host: db.internal}\n"),
        ("eu.yml", "_metadata: {type: order-service, conditions: {context: eu}}\nregion: eu\n"));
}
