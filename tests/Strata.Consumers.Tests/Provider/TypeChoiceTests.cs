using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Strata.Values;

namespace Strata.Consumers.Tests.Provider;

/// <summary>What is resolved where nobody says so, and for which environment.</summary>
public sealed class TypeChoiceTests
{
    private static readonly (string, string)[] Several = [("base.yml", "a: base\n"), ("docker.yml", "a: docker\n")];

    [Fact]
    public void Type_Named_IsResolved()
    {
        using var overrides = new ProvidedOverrides(Several);
        using var root = overrides.Build(static options => options.Type = "docker");

        Assert.Equal("docker", root["a"]);
    }

    [Fact]
    public void Type_NotNamed_IsThatOfTheVariable()
    {
        using var overrides = new ProvidedOverrides(Several);
        using var root = overrides.Build(static options => options.Manager.Variables = new VariableSet(new Dictionary<string, string> { ["CONFIG_OVERRIDE_TYPE"] = "base" }));

        Assert.Equal("base", root["a"]);
    }

    [Fact]
    public void Type_NotNamedAndOnlyOne_IsThatOne()
    {
        using var overrides = new ProvidedOverrides(("app.yml", "a: app\n"), ("every.yml", "_metadata: { type: \"*\", priority: high }\nb: every\n"));
        using var root = overrides.Build();

        Assert.Equal(("app", "every"), (root["a"], root["b"]));
    }

    [Fact]
    public void Type_NotNamedAndSeveral_NamesThem()
    {
        using var overrides = new ProvidedOverrides(Several);

        var exception = Assert.Throws<InvalidOperationException>(() => overrides.Build());

        Assert.Equal(
            $"The overrides in the directory \"{overrides.Directory}\" are of the types base, docker: say which one is meant by AddStrata(directory, type), or in the variable CONFIG_OVERRIDE_TYPE.",
            exception.Message);
    }

    [Fact]
    public void Type_NotNamedAndNothingReadable_TellsTheProblems()
    {
        using var overrides = new ProvidedOverrides("a: [\n");

        Assert.NotEmpty(Assert.Throws<OverrideValidationException>(() => overrides.Build()).Result.Errors);
    }

    [Fact]
    public void Type_OfAnEmptyDirectory_SaysSo()
    {
        using var overrides = new ProvidedOverrides();

        Assert.Contains("No override in the directory", Assert.Throws<InvalidOperationException>(() => overrides.Build()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BadFiles_TellsAllProblems()
    {
        using var overrides = new ProvidedOverrides(("app.yml", "a: 1\na: 2\n"), ("other.yml", "b: ${UNSET}\n"));

        var exception = Assert.Throws<OverrideValidationException>(() => overrides.Build(static options => options.Type = "other"));

        Assert.Equal(2, exception.Result.Errors.Length);
    }

    [Fact]
    public void Options_EmptyTexts_AreRefused()
    {
        Assert.Throws<ArgumentException>(static () => new ConfigurationBuilder().AddStrata(""));
        Assert.Throws<ArgumentException>(static () => new ConfigurationBuilder().AddStrata("overrides", ""));
    }

    [Theory]
    [InlineData("Staging", "staging")]
    [InlineData(null, "production")]
    public void Environment_OfAHost_IsTheHosts(string? named, string environment)
    {
        using var overrides = new ProvidedOverrides(
            ("app.yml", "a: none\n"),
            ("staging.yml", "_metadata: { type: app, priority: high, conditions: { environment: staging } }\na: staging\n"),
            ("production.yml", "_metadata: { type: app, priority: high, conditions: { environment: production } }\na: production\n"));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = named });
        builder.AddStrata(options => overrides.Configure(options));
        using var host = builder.Build();

        Assert.Equal(environment, builder.Configuration["a"]);

        var bare = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = named });
        bare.Configuration.AddStrata(options => overrides.Configure(options));
        using var other = bare.Build();

        Assert.Equal(environment, bare.Configuration["a"]);
    }

    [Fact]
    public void Environment_Given_WinsOverTheHosts()
    {
        using var overrides = new ProvidedOverrides(("app.yml", "a: none\n"), ("staging.yml", "_metadata: { type: app, priority: high, conditions: { environment: staging } }\na: staging\n"));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddStrata(options =>
        {
            overrides.Configure(options);
            options.Manager.Environment = "staging";
        });
        using var host = builder.Build();

        Assert.Equal("staging", builder.Configuration["a"]);
    }

    [Fact]
    public void Context_Given_HasTheTenant()
    {
        using var overrides = new ProvidedOverrides(("app.yml", "a: none\n"), ("acme.yml", "_metadata: { type: app, priority: high, conditions: { tenant: acme } }\na: acme\n"));
        using var root = overrides.Build(static options => options.Context = static context => context with { Tenant = "acme" });

        Assert.Equal("acme", root["a"]);
    }

    [Fact]
    public void Directory_Relative_StandsBelowTheContentRoot()
    {
        using var overrides = new ProvidedOverrides("a: 1\n");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path.GetDirectoryName(overrides.Directory) });
        builder.Configuration.SetBasePath(Path.GetDirectoryName(overrides.Directory)!);
        builder.AddStrata(options =>
        {
            overrides.Configure(options);
            options.Directory = "overrides";
        });
        using var host = builder.Build();

        Assert.Equal("1", builder.Configuration["a"]);
    }
}
