using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Reports;

/// <summary>A value that a schema refuses is shown where it stands, and beside it the one that it replaced, in every format.</summary>
public sealed class ReplacedValueTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(
        ("schemas/app.schema.yml", "properties:\n  port: { type: integer }\n  list: { items: { type: integer } }\nadditionalProperties: false\n"),
        ("base.yml", "_metadata: { type: app, priority: low }\nport: 1\nlist: [1, 2]\nodd: 1\n"));

    public void Dispose() => _overrides.Dispose();

    [Theory]
    [InlineData("port: none", "2:7")]
    [InlineData("list: [1, none]", "3:11")]
    public void Validate_ValueThatReplacedAnother_NamesBothPlaces(string line, string replaced)
    {
        _overrides.Add("app.yml", $"{line}\nodd: !unset\n");
        var place = $"base.yml:{replaced}: replaces the value of base";

        Assert.Contains(place, _overrides.Run("validate", "app").Error, StringComparison.Ordinal);
        Assert.Contains(place, _overrides.Run("validate", "app", "-o", "json").Output, StringComparison.Ordinal);
        Assert.Contains(place, _overrides.Run("validate", "app", "-o", "github").Output, StringComparison.Ordinal);
        Assert.Contains(place, _overrides.Run("validate", "app", "-o", "junit").Output, StringComparison.Ordinal);
        var sarif = _overrides.Run("validate", "app", "-o", "sarif").Output;
        Assert.Contains("\"text\": \"replaces the value of base\"", sarif, StringComparison.Ordinal);
        Assert.Contains($"\"startColumn\": {replaced[2..]}", sarif, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_KeyThatSeveralOverridesHave_IsShownInTheFileOfItsValue()
    {
        _overrides.Add("app.yml", "port: 2\n\n\nodd: 2\n");

        var error = _overrides.Run("validate", "app").Error;

        Assert.Contains("app.yml:4:1\n", error, StringComparison.Ordinal);
        Assert.Contains("base.yml:4:6: replaces the value of base", error, StringComparison.Ordinal);
    }
}
