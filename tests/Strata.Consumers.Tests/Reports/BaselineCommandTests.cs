using System.Runtime.Versioning;
using System.Text.Json;
using Strata.Cli;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Reports;

/// <summary>Adopting a baseline as a team does: with the command, from the first run on.</summary>
public class BaselineCommandTests
{
    private const string Base = "_metadata: {type: \"*\"}\ndatabase: {host: a}\ncache: {ttl: 1}\nkept: 1\n";
    private const string Warned = "_metadata: {type: t, priority: high}\ndatabase: none\n";

    [Fact]
    public void Validate_BaselineThatCountsMoreThanAnIntHolds_IsRead()
    {
        using var overrides = new TemporaryOverrides(("t.yml", "_metadata: {type: t}\na: 1\n"));
        static string Finding(string file) => $$"""{"code":"STR6001","file":"{{file}}","path":null,"message":"m","count":{{int.MaxValue}}}""";
        var file = overrides.AddBeside("baseline.json", $$"""{"version": 1, "findings": [{{Finding("a")}}, {{Finding("b")}}]}""");

        var result = overrides.Run("validate", "--baseline", file);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("suggestion STR8012: 4294967294 findings of the baseline are gone\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_WithABaseline_FailsOnNewFindingsOnly()
    {
        using var overrides = new TemporaryOverrides(("base.yml", Base), ("t.yml", Warned));
        var file = Path.Combine(overrides.Root, "strata-baseline.json");

        var adopted = overrides.Run("validate", "--strict", "--baseline", file, "--update-baseline");
        Assert.Equal((0, "", $"the baseline {file} holds 1 finding now\n1 known finding is in the baseline {file}\n"), (adopted.ExitCode, adopted.Output, adopted.Error));

        // Lines move, and nothing is new.
        overrides.Add("t.yml", Warned.Replace("database", "# why\n\ndatabase", StringComparison.Ordinal));
        Assert.Equal((0, $"1 known finding is in the baseline {file}\n"), Short(overrides.Run("validate", "--strict", "--baseline", file)));

        overrides.Add("t.yml", Warned + "cache: none\n");
        var (code, error) = Short(overrides.Run("validate", "--strict", "--baseline", file));
        Assert.Equal(1, code);
        Assert.Single(error.Split('\n'), static line => line.StartsWith("warning", StringComparison.Ordinal));
        Assert.Contains("cache: none", error, StringComparison.Ordinal);

        overrides.Add("t.yml", "_metadata: {type: t}\n");
        (code, error) = Short(overrides.Run("validate", "--strict", "--baseline", file));
        Assert.Equal(0, code);
        Assert.StartsWith("suggestion STR8012: 1 finding of the baseline is gone\n", error, StringComparison.Ordinal);
        Assert.Contains("strata-baseline.json:4:5\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FromElsewhere_KnowsTheSameFindings()
    {
        using var overrides = new TemporaryOverrides(("base.yml", Base), ("t.yml", Warned));
        var file = Path.Combine(overrides.Root, "strata-baseline.json");
        overrides.Run("validate", "--baseline", file, "--update-baseline");

        using var json = JsonDocument.Parse(File.ReadAllText(file));

        Assert.Equal("overrides/t.yml", json.RootElement.GetProperty("findings")[0].GetProperty("file").GetString());
    }

    [Fact]
    public void Validate_InEachFormat_LeavesOutWhatIsKnown()
    {
        using var overrides = new TemporaryOverrides(("base.yml", Base), ("t.yml", Warned));
        var file = Path.Combine(overrides.Root, "strata-baseline.json");
        overrides.Run("validate", "--baseline", file, "--update-baseline");

        Assert.Contains("\"warnings\": []", overrides.Run("validate", "--baseline", file, "-o", "json").Output, StringComparison.Ordinal);
        Assert.Contains("warnings: []", overrides.Run("validate", "--baseline", file, "-o", "yaml").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("STR3001", overrides.Run("validate", "--baseline", file, "-o", "junit").Output, StringComparison.Ordinal);
        Assert.Equal($"nothing new to report; 1 known finding is in the baseline {file}\n", overrides.Run("validate", "--baseline", file, "-o", "github").Output);
        Assert.Contains("\"kind\": \"external\"", overrides.Run("validate", "--baseline", file, "-o", "sarif").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("yaml")]
    [InlineData("sarif")]
    [InlineData("junit")]
    [InlineData("github")]
    public void Validate_ASecretOnTheLine_ShowsItNowhere(string format)
    {
        using var overrides = new TemporaryOverrides(
            ("base.yml", "_metadata: {type: \"*\"}\napi: {password: {is: hunter2}, \"https://u:hunter2@h/\": {a: 1}}\n"),
            ("t.yml", "_metadata: {type: t, priority: high}\napi: {password: hunter2, \"https://u:hunter2@h/\": none, token: \"hunter2 ${UNSET_TOKEN:?ask for it}\"}\n"));
        var file = Path.Combine(overrides.Root, "strata-baseline.json");

        var (code, output, error) = overrides.Run("validate", "-o", format);

        Assert.Equal(1, code);
        Assert.Contains("STR3001", output + error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + error, StringComparison.Ordinal);

        overrides.Add("t.yml", "_metadata: {type: t, priority: high}\napi: {password: hunter2, \"https://u:hunter2@h/\": none}\n");
        Assert.Equal(0, overrides.Run("validate", "--baseline", file, "--update-baseline").ExitCode);
        Assert.Contains("STR3001", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(0, overrides.Run("validate", "--strict", "--baseline", file).ExitCode);
    }

    [Fact]
    public void Update_AFileIsBad_LeavesTheBaselineAndFails()
    {
        using var overrides = new TemporaryOverrides(("base.yml", Base), ("t.yml", Warned));
        var file = Path.Combine(overrides.Root, "strata-baseline.json");
        overrides.Run("validate", "--baseline", file, "--update-baseline");
        var before = File.ReadAllText(file);
        overrides.Add("bad.yml", "x: [\n");

        var (code, error) = Short(overrides.Run("validate", "--baseline", file, "--update-baseline"));

        Assert.Equal((1, before), (code, File.ReadAllText(file)));
        Assert.Contains("is left as it is: mend the errors first", error, StringComparison.Ordinal);
        Assert.Contains("error STR0001", error, StringComparison.Ordinal);
    }

    // An override that was named by mistake, say.
    [Fact]
    public void Update_WhatIsNoBaseline_IsNeverWrittenOver()
    {
        using var overrides = new TemporaryOverrides(("t.yml", Warned), ("u.json", "{\"version\": 7}"));
        var file = Path.Combine(overrides.Overrides, "u.json");

        var (code, error) = Short(overrides.Run("validate", "--baseline", file, "--update-baseline"));

        Assert.Equal((1, "{\"version\": 7}"), (code, File.ReadAllText(file)));
        Assert.Contains("error STR8011: the baseline has version 7; this command reads version 1", error, StringComparison.Ordinal);
        Assert.Contains("u.json:1:13", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_ItsDirectoryIsMissing_ExitsWith5()
    {
        using var overrides = new TemporaryOverrides(("t.yml", Warned));
        var file = Path.Combine(overrides.Root, "none", "b.json");

        Assert.Equal((5, $"error: the baseline {file} cannot be written: its directory does not exist\n"), Short(overrides.Run("validate", "--baseline", file, "--update-baseline")));
    }

    [Fact]
    public void Update_ItIsADirectory_ExitsWith3()
    {
        using var overrides = new TemporaryOverrides(("t.yml", Warned));

        var (code, error) = Short(overrides.Run("validate", "--baseline", overrides.Overrides, "--update-baseline"));

        Assert.Equal(3, code);
        Assert.Contains("it is a directory, not a file", error, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Update_ItMayNotBeWritten_ExitsWith5AndLeavesNothingBehind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Root may write everywhere, and Windows has other permissions.");
        using var overrides = new TemporaryOverrides(("t.yml", Warned));
        var directory = Directory.CreateDirectory(Path.Combine(overrides.Root, "locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute).FullName;

        var (code, error) = Short(overrides.Run("validate", "--baseline", Path.Combine(directory, "b.json"), "--update-baseline"));

        Assert.Equal(5, code);
        Assert.Contains("permission to write there is missing", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Update_ALink_StaysOneAndLeavesNothingBehind()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        using var overrides = new TemporaryOverrides(("base.yml", Base), ("t.yml", Warned));
        var target = overrides.AddBeside("real.json", "{\"version\": 1, \"findings\": []}\n");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var link = Path.Combine(overrides.Root, "link.json");
        File.CreateSymbolicLink(link, "real.json");

        Assert.Equal(0, overrides.Run("validate", "--baseline", link, "--update-baseline").ExitCode);

        Assert.Equal("real.json", new FileInfo(link).LinkTarget);
        Assert.Contains("STR3001", File.ReadAllText(target), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        Assert.Equal(["link.json", "overrides", "real.json"], Directory.EnumerateFileSystemEntries(overrides.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("name it: --baseline strata-baseline.json --update-baseline", "--update-baseline")]
    [InlineData("leave out FILE and TYPE", "t", "--baseline", "b.json", "--update-baseline")]
    [InlineData("takes the path of a file", "--baseline", "")]
    public void Validate_OptionsThatMakeNoSense_AreWrongUsage(string text, params string[] args)
    {
        using var overrides = new TemporaryOverrides(("t.yml", Warned));

        var (code, error) = Short(overrides.Run(["validate", .. args]));

        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(text, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ABaselineThatIsMissing_ExitsWith3()
    {
        using var overrides = new TemporaryOverrides(("t.yml", Warned));

        var (code, error) = Short(overrides.Run("validate", "--baseline", Path.Combine(overrides.Root, "none.json")));

        Assert.Equal(3, code);
        Assert.Contains("there is no such baseline", error, StringComparison.Ordinal);
    }

    private static (int, string) Short(CommandResult result) => (result.ExitCode, result.Error);
}
