using Microsoft.Extensions.Configuration;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Provider;

public sealed class ConfigurationExplainerTests : IDisposable
{
    private readonly ProvidedOverrides _overrides = new(
        ("base.yml", "database:\n  postgresql: { port: 5433, password: c4n4ry, max_size: 5, hosts: [a, b] }\nlog:\n  Microsoft.AspNetCore: Warning\nold: 1\n"),
        ("docker.yml", "_metadata: { dependencies: [base] }\ndatabase:\n  postgresql:\n    port: 5432\nold: !unset\n"));

    public void Dispose() => _overrides.Dispose();

    [Theory]
    [InlineData("Database:Postgresql:Port")]
    [InlineData("database.postgresql.port")]
    [InlineData("Database__Postgresql__Port")]
    [InlineData("DATABASE.POSTGRESQL.PORT")]
    [InlineData("/database/postgresql/port")]
    public void Explain_KeyInAnySpelling_TellsWinnersAndLosers(string key)
    {
        using var root = Build();

        var explanation = Explainer(root).Explain(key)!;

        Assert.Null(explanation.OverriddenBy);
        Assert.Equal(["base 5433 set", "docker 5432 replace"], explanation.Explanation.Trail.Select(static part => $"{part.Override} {((Values.ScalarNode)part.Value).Text} {part.Effect.ToString().ToLowerInvariant()}"));
        Assert.Contains($"{_overrides.Directory}/docker.yml:4:11", explanation.ToString(), StringComparison.Ordinal);
        Assert.Contains("<- wins", explanation.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"line\": 4", explanation.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Database:Postgresql:MaxSize", "database.postgresql.max_size")]
    [InlineData("database:postgresql:hosts:1", "database.postgresql.hosts[1]")]
    [InlineData("Database.Postgresql.Hosts[1]", "database.postgresql.hosts[1]")]
    [InlineData("DATABASE__POSTGRESQL__MAX_SIZE", "database.postgresql.max_size")]
    [InlineData("Log:Microsoft.AspNetCore", "log.\"Microsoft.AspNetCore\"")]
    [InlineData("log.microsoft.aspnetcore", "log.\"Microsoft.AspNetCore\"")]
    [InlineData("database", "database")]
    public void Explain_Key_FindsThePath(string key, string path)
    {
        using var root = Build();

        Assert.Equal(path, Explainer(root).Explain(key)!.Explanation.Path.ToString());
    }

    [Fact]
    public void Explain_Secret_IsMasked()
    {
        using var root = Build();

        var explanation = Explainer(root).Explain("Database:Postgresql:Password")!;

        Assert.True(explanation.Explanation.IsSensitive);
        Assert.DoesNotContain("c4n4ry", explanation.ToString() + explanation.ToJson(), StringComparison.Ordinal);
        Assert.Equal("c4n4ry", root["Database:Postgresql:Password"]);
    }

    [Fact]
    public void Explain_ValueThatWasUnset_TellsByWhom()
    {
        using var root = Build();

        Assert.Contains("unset  docker", Explainer(root).Explain("old")!.ToString().Replace("   ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("old = (unset)", Explainer(root).Explain("old")!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("Database:Postgresql:Prt")]
    [InlineData("database.postgresql.port.x")]
    [InlineData("a..b")]
    [InlineData("[*]")]
    public void Explain_KeyOfNothing_IsNull(string key)
    {
        using var root = Build();

        Assert.Null(Explainer(root).Explain(key));
    }

    [Fact]
    public void Explain_ValueThatALaterProviderHas_SaysWhoWins()
    {
        using var root = Build(static builder => builder.AddInMemoryCollection([new("Database:Postgresql:Port", "1"), new("Database:Postgresql:Password", "other-c4n4ry")]));

        var port = Explainer(root).Explain("database.postgresql.port")!;
        var password = Explainer(root).Explain("database.postgresql.password")!;

        Assert.Equal("MemoryConfigurationProvider", port.OverriddenBy);
        Assert.Contains("MemoryConfigurationProvider was added later", port.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"overriddenBy\": \"MemoryConfigurationProvider\"", port.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("c4n4ry", password.ToString() + password.ToJson(), StringComparison.Ordinal);
        Assert.Null(Explainer(root).Explain("database.postgresql.max_size")!.OverriddenBy);
    }

    [Fact]
    public void Explain_SeveralProvidersAndChainedOnes_AsksTheLastFirst()
    {
        using var first = Build();
        using var more = new ProvidedOverrides("database: { postgresql: { port: 7 } }\n");
        using var root = more.BuildAround(builder => builder.AddConfiguration(first));

        Assert.Equal(2, Explainer(root).Snapshots.Count);
        Assert.Equal("app", Explainer(root).Explain("Database:Postgresql:Port")!.Explanation.Origin!.Override);
        Assert.Equal("base", Explainer(root).Explain("Database:Postgresql:MaxSize")!.Explanation.Origin!.Override);
    }

    private static ConfigurationExplainer Explainer(IConfiguration configuration) => new(configuration);

    private ConfigurationRoot Build(Action<IConfigurationBuilder>? behind = null)
    {
        var builder = new ConfigurationBuilder();
        builder.AddStrata(options =>
        {
            _overrides.Configure(options);
            options.Type = "docker";
            options.ReloadOnChange = false;
        });
        behind?.Invoke(builder);
        return (ConfigurationRoot)builder.Build();
    }
}
