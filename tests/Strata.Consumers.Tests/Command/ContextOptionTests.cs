using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

/// <summary>Values of the options that make up the context which are empty, said twice, or no value of their kind.</summary>
public sealed class ContextOptionTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(
        ("base.yml", "_metadata: {type: t, priority: low}\n"),
        ("production.yml", "_metadata: {type: t, conditions: {environment: production}}\n"),
        ("development.yml", "_metadata: {type: t, conditions: {environment: development}}\n"),
        ("acme.yml", "_metadata: {type: t, conditions: {tenant: \"*\"}}\n"),
        ("v2.yml", "_metadata: {type: t, conditions: {version: \">=2.1 <3\"}}\n"));

    public void Dispose() => _overrides.Dispose();

    private string Applied(StrataCommand command, params string[] args)
    {
        var result = _overrides.Run(command, ["list", "t", "-o", "json", .. args]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var json = JsonDocument.Parse(result.Output);
        return string.Join(' ', json.RootElement.EnumerateArray()
            .Where(static item => item.GetProperty("applies").GetBoolean())
            .Select(static item => item.GetProperty("name").GetString())
            .Where(static name => name is not "base")
            .Order(StringComparer.Ordinal));
    }

    private string Applied(params string[] args) => Applied(new StrataCommand(), args);

    [Theory]
    [InlineData("abc")]
    [InlineData("2.x")]
    [InlineData("1.2.3.4.5")]
    public void AppVersion_ThatIsNone_ExitsWith2AndHints(string version)
    {
        var result = _overrides.Run("list", "t", "--app-version", version);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal($"error: --app-version \"{version}\" is no version\n   = help: write 2.1.0, 2.1.0-rc.1 or 2.1.0.6\n", result.Error);
    }

    [Fact]
    public void AppVersion_OfFourNumbers_IsCompared() => Assert.Equal("development v2", Applied("--app-version", "2.1.0.6"));

    [Theory]
    [InlineData("-e")]
    [InlineData("-t")]
    [InlineData("-c")]
    [InlineData("--app-version")]
    public void Option_Empty_IsTheSameAsNone(string option)
    {
        Assert.Equal(Applied(), Applied(option, ""));
        Assert.Equal("production", Applied(new StrataCommand().With("ENVIRONMENT", "production"), option, ""));
    }

    [Theory]
    [InlineData("t,tenant=a,tenant=b", "tenant")]
    [InlineData("t,environment=a,env=b", "environment")]
    [InlineData("t,fact.x=a,fact.x=b", "fact.x")]
    public void Diff_SideThatSaysAThingTwice_ExitsWith2(string side, string key)
    {
        var result = _overrides.Run("diff", "t", side);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"error: \"{side}\" says {key} twice\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_SideOfTwoContexts_HasBoth() => Assert.Equal(0, _overrides.Run("diff", "t,context=a,context=b", "t,context=b,context=a").ExitCode);
}
