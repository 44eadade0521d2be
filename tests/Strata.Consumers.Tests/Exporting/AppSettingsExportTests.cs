using System.Text;
using Microsoft.Extensions.Configuration;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>.NET's own reader and binder find what was exported, in types written as .NET writes them.</summary>
public class AppSettingsExportTests
{
    private const string Sample = """
        application: {name: soundwave, features: {stem_separation: true}}
        api: {port: 8000, timeouts: {request_seconds: 30}}
        database:
          postgresql: {host: db, password: "s3\"cret'", pool: {max_size: 50}}
          redis: {nodes: [{name: a, port: 6379}, {name: b, port: 6380}]}
        security: {headers: {X-Frame-Options: DENY}}
        logging: {level: WARNING}
        ratio: 0.25
        nothing: ~
        none: []
        """;

    [Fact]
    public void AppSettings_BoundByDotnet_HaveEveryValue()
    {
        var bound = Read(Exported.Configuration(Sample).TextAs("appsettings")).Get<Settings>()!;

        Assert.Equal(("soundwave", true), (bound.Application!.Name, bound.Application.Features!.StemSeparation));
        Assert.Equal((8000, 30), (bound.Api!.Port, bound.Api.Timeouts!.RequestSeconds));
        Assert.Equal(("db", "s3\"cret'", 50), (bound.Database!.PostgreSql!.Host, bound.Database.PostgreSql.Password, bound.Database.PostgreSql.Pool!.MaxSize));
        Assert.Equal([("a", 6379), ("b", 6380)], bound.Database.Redis!.Nodes.Select(static node => (node.Name!, node.Port)));
        Assert.Equal("DENY", bound.Security!.Headers["X-Frame-Options"]);
        Assert.Equal(0.25, bound.Ratio);
        Assert.Null(bound.Nothing);
        Assert.Empty(bound.None!);
    }

    [Theory]
    [InlineData("DEBUG", "Debug")]
    [InlineData("info", "Information")]
    [InlineData("CRITICAL", "Critical")]
    public void AppSettings_LevelOfLogging_IsWhereTheHostLooks(string level, string expected) =>
        Assert.Equal(expected, Read(Exported.Configuration($"logging: {{level: {level}}}").TextAs("appsettings"))["Logging:LogLevel:Default"]);

    [Fact]
    public void AppSettings_LevelThatDotnetHasNot_IsToldAndLeftOut()
    {
        var export = Exported.Configuration("logging: {level: chatty}").As("appsettings");

        Assert.Equal(["STR8020 docker.yml:1:18 logging.level"], export.Problems());
        Assert.Null(Read(export.Files[0].Text)["Logging:LogLevel:Default"]);
    }

    [Theory]
    [InlineData("a: {max_size: 1, MaxSize: 2}", "a.MaxSize")]
    [InlineData("a: {\"b:c\": 1}", "a.b:c")]
    public void AppSettings_KeysThatDotnetCannotTellApart_AreErrors(string yaml, string path)
    {
        var export = Exported.Configuration(yaml).As("appsettings");

        Assert.EndsWith($" {path}", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }

    [Fact]
    public void AppSettings_NotRevealed_AreMasked()
    {
        var export = Exported.Configuration(Sample).As("appsettings", reveals: false);

        Assert.Equal("********", Read(export.Files[0].Text)["Database:Postgresql:Password"]);
        Assert.False(export.Files[0].HoldsSecrets);
    }

    private static IConfigurationRoot Read(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    private sealed class Settings
    {
        public ApplicationSettings? Application { get; set; }

        public ApiSettings? Api { get; set; }

        public DatabaseSettings? Database { get; set; }

        public SecuritySettings? Security { get; set; }

        public double Ratio { get; set; }

        public string? Nothing { get; set; }

        public string[]? None { get; set; }
    }

    private sealed class ApplicationSettings
    {
        public string? Name { get; set; }

        public FeatureSettings? Features { get; set; }
    }

    private sealed class FeatureSettings
    {
        public bool StemSeparation { get; set; }
    }

    private sealed class ApiSettings
    {
        public int Port { get; set; }

        public TimeoutSettings? Timeouts { get; set; }
    }

    private sealed class TimeoutSettings
    {
        public int RequestSeconds { get; set; }
    }

    private sealed class DatabaseSettings
    {
        public PostgreSqlSettings? PostgreSql { get; set; }

        public RedisSettings? Redis { get; set; }
    }

    private sealed class PostgreSqlSettings
    {
        public string? Host { get; set; }

        public string? Password { get; set; }

        public PoolSettings? Pool { get; set; }
    }

    private sealed class PoolSettings
    {
        public int MaxSize { get; set; }
    }

    private sealed class RedisSettings
    {
        public List<NodeSettings> Nodes { get; } = [];
    }

    private sealed class NodeSettings
    {
        public string? Name { get; set; }

        public int Port { get; set; }
    }

    private sealed class SecuritySettings
    {
        public Dictionary<string, string> Headers { get; } = [];
    }
}
