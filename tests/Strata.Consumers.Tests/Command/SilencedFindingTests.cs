namespace Strata.Consumers.Tests.Command;

/// <summary>Comments that silence findings, as <c>validate</c> heeds them.</summary>
public sealed class SilencedFindingTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new();

    public void Dispose() => _overrides.Dispose();

    [Theory]
    [InlineData("validate", "-o", "json")]
    [InlineData("validate", "app", "-o", "json")]
    public void Validate_SchemaErrorIsSilenced_RulesStillLook(params string[] args)
    {
        _overrides.Add("schemas/app.schema.yml", "properties: { port: { type: integer } }\n");
        _overrides.Add("app.yml", "port: none # strata:disable STR5010 a name is allowed here\napi: { port: 70000 }\n");

        var result = _overrides.Run(args);

        Assert.DoesNotContain("STR5010", result.Output, StringComparison.Ordinal);
        Assert.Contains("STR6011", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
    }

    [Fact]
    public void Validate_SchemaErrorRemains_RulesAreNotAsked()
    {
        _overrides.Add("schemas/app.schema.yml", "properties: { port: { type: integer }, other: { type: integer } }\n");
        _overrides.Add("app.yml", "port: none # strata:disable STR5010 a name is allowed here\nother: none\napi: { port: 70000 }\n");

        Assert.DoesNotContain("STR6011", _overrides.Run("validate").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# strata:disable STR6001", "warning STR6029: this comment gives no reason, and nothing is silenced")]
    [InlineData("# strata:disabel STR6001 why", "suggestion STR6030: unknown comment \"strata:disabel\", and nothing is silenced")]
    [InlineData("# strata:disable STR0004 why", "suggestion STR6030: STR0004 cannot be silenced by a comment, and nothing is silenced")]
    public void Validate_OneFile_TellsOfCommentsThatSilenceNothing(string comment, string line)
    {
        var file = _overrides.Add("app.yml", $"{comment}\na: 1\n");

        Assert.StartsWith(line, _overrides.Run("validate", file).Error, StringComparison.Ordinal);
        Assert.Equal(1, _overrides.Run("validate", file, "app").Error.Split(line).Length - 1);
    }
}
