namespace Strata.Consumers.Tests.Command;

public class ResolveCommandTests
{
    private static string Bundled => Path.Combine(Repository.Root, "overrides");

    [Fact]
    public void Get_BundledDockerPort_IsTheContainersOwn()
    {
        var result = new StrataCommand().Run("get", "database.postgresql.port", "docker", "-d", Bundled);

        Assert.Equal(new CommandResult(0, "5432\n", ""), result);
    }

    [Fact]
    public void Resolve_UnknownType_ExitsWith3AndSuggests()
    {
        var result = new StrataCommand().Run("resolve", "dokcer", "-d", Bundled);

        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("did you mean \"docker\"?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void List_PriorityOfManyDigits_IsANumber()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t, priority: 99999999999999999999}\n"), ("b.yml", "_metadata: {type: t, priority: 20261124093000}\n"));

        var result = overrides.Run("list", "t", "-o", "json");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\"priority\": 99999999999999999999,", result.Output, StringComparison.Ordinal);
        Assert.Matches("(?s)\"b\".*\"a\"", result.Output);
    }

    [Theory]
    [InlineData("e: \"${bad\"", "this ${ is never closed", "1:5")]
    [InlineData("a: 1\ne: x ${Y:-${!}}", "a variable's name begins with a letter or an underscore", "2:11")]
    [InlineData("e: [\"${config:a..b}\"]", "what stands behind \"config:\" is no path", "1:6")]
    public void Validate_OneFileWithABadTemplate_Warns(string yaml, string message, string position)
    {
        using var overrides = new TemporaryOverrides(("a.yml", yaml + "\n"));
        var file = Path.Combine(overrides.Overrides, "a.yml");

        var result = overrides.Run("validate", file);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith($"warning STR4001: {message}", result.Error, StringComparison.Ordinal);
        Assert.Contains($"a.yml:{position}\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, overrides.Run("validate", file, "--strict").ExitCode);
    }

    [Fact]
    public void Validate_OneFileWithABadTemplateInASecret_ShowsNoneOfIt()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {sensitive: [pin]}\npin: \"s3cr3t ${\"\npassword: s3cr3t ${x\nurl: http://u:s3cr3t@h/${\n"));

        var result = overrides.Run("validate", Path.Combine(overrides.Overrides, "a.yml"));

        Assert.Equal(3, result.Error.Split("warning STR4001").Length - 1);
        Assert.DoesNotContain("s3cr3t", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_JsonThatReplacesAMappingByARule_ReplacesIt()
    {
        using var overrides = new TemporaryOverrides(
            ("base.yml", "m: {a: 1}\n"),
            ("t.json", "{\"_metadata\":{\"dependencies\":[\"base\"],\"merge\":{\"m\":\"replace\"}},\"m\":{\"b\":2}}"));

        Assert.Equal("m:\n  b: 2\n", overrides.Run("resolve", "t").Output);
        Assert.Matches("(?s)set .*base.*replace .*t", overrides.Run("explain", "m", "t").Output);
    }

    [Fact]
    public void Resolve_IncludedFileThatMayNotBeRead_ExitsWith4()
    {
        using var overrides = new TemporaryOverrides(("t.yml", "v: ${file:loop}\n"));
        File.CreateSymbolicLink(Path.Combine(overrides.Overrides, "loop"), "loop");

        Assert.Equal(4, overrides.Run("resolve", "t").ExitCode);
    }
}
