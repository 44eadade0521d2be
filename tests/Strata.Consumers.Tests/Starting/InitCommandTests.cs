using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Starting;

/// <summary><c>strata init</c>: what it writes is a project that resolves and validates clean.</summary>
public sealed class InitCommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-init-");

    private string Place => Path.Combine(_directory.FullName, "My Shop");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("minimal", "application")]
    [InlineData("web", "base", "docker", "local", "testing")]
    [InlineData("worker", "base", "docker", "local", "testing")]
    [InlineData("ml", "base", "docker", "local", "testing")]
    public void Init_OfATemplate_IsValidAndResolves(string template, params string[] types)
    {
        var result = new StrataCommand().Run("init", Place, "--template", template);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Files(), result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        Assert.Equal(new CommandResult(0, "", ""), new StrataCommand().Run("validate", "--strict", "--project", Path.Combine(Place, "strata.yml")));
        foreach (var type in types)
        {
            var resolved = new StrataCommand().Run("get", "application.name", type, "-d", Path.Combine(Place, "overrides"));
            Assert.Equal((0, "my-shop\n"), (resolved.ExitCode, resolved.Output));
        }

        Assert.All(Files(), static file => Assert.DoesNotContain("{{name}}", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(Files(), static file => Assert.DoesNotContain("{{identifier}}", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("github", ".github/workflows/configuration.yml")]
    [InlineData("gitlab", ".gitlab-ci.yml")]
    [InlineData("jenkins", "Jenkinsfile")]
    [InlineData("pre-commit", ".pre-commit-config.yaml")]
    public void Init_WithASystemOfCi_WritesItsFile(string system, string file)
    {
        Assert.Equal(0, new StrataCommand().Run("init", Place, "--ci", system).ExitCode);

        Assert.Contains("strata", File.ReadAllText(Path.Combine(Place, file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Init_WhereAFileIs_WritesNothingAtAll()
    {
        Directory.CreateDirectory(Path.Combine(Place, "overrides"));
        File.WriteAllText(Path.Combine(Place, "overrides", "base.yml"), "mine");

        var result = new StrataCommand().Run("init", Place, "--template", "web");

        Assert.Equal((5, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR8013: it is there already, and nothing is written over it", result.Error, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Place, "overrides", "base.yml")], Files());
    }

    [Fact]
    public void Init_SkippingWhatIsThere_WritesTheOthers()
    {
        Directory.CreateDirectory(Path.Combine(Place, "overrides"));
        File.WriteAllText(Path.Combine(Place, "overrides", "base.yml"), "mine");

        var result = new StrataCommand().Run("init", Place, "--template", "web", "--skip-existing");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Place, "overrides", "base.yml")));
        Assert.True(File.Exists(Path.Combine(Place, "overrides", "docker.yml")));
    }

    [Fact]
    public void Init_WithAName_UsesItWhereNamesOfDatabasesAreToo()
    {
        Assert.Equal(0, new StrataCommand().Run("init", Place, "--template", "web", "--name", "2nd Shop!").ExitCode);

        Assert.Equal("app-2nd-shop\n", new StrataCommand().Run("get", "application.name", "base", "-d", Path.Combine(Place, "overrides")).Output);
        Assert.Equal("app_2nd_shop\n", new StrataCommand().Run("get", "database.postgresql.name", "base", "-d", Path.Combine(Place, "overrides")).Output);
    }

    [Theory]
    [InlineData("web")]
    [InlineData("worker")]
    [InlineData("ml")]
    public void Init_OfAService_ChecksWhatProductionGetsToo(string template)
    {
        Assert.Equal(0, new StrataCommand().Run("init", Place, "--template", template).ExitCode);
        File.WriteAllText(Path.Combine(Place, "overrides", "production.yml"), "_metadata: { type: base, dependencies: [base], conditions: { environment: production } }\napplication: { debug: true }\n");

        var result = new StrataCommand().Run("validate", "--project", Path.Combine(Place, "strata.yml"));

        Assert.Contains("STR6004", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Init_WithALongName_CutsItToWhatALabelOfAHostHolds()
    {
        Assert.Equal(0, new StrataCommand().Run("init", Place, "--template", "web", "--name", $"{new string('n', 49)} shop").ExitCode);

        Assert.Equal($"{new string('n', 49)}\n", new StrataCommand().Run("get", "application.name", "base", "-d", Path.Combine(Place, "overrides")).Output);
    }

    [Theory]
    [InlineData("error: unknown template \"wbe\"\n   = help: did you mean web?\n", "--template", "wbe")]
    [InlineData("error: unknown CI system \"travis\"\n   = help: known are github, gitlab, jenkins, pre-commit\n", "--ci", "travis")]
    public void Init_OfWhatIsNotKnown_SaysWhatIs(string error, params string[] args) =>
        Assert.Equal(new CommandResult(2, "", error), new StrataCommand().Run(["init", Place, .. args]));

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Init_BelowAFile_SaysWhy()
    {
        File.WriteAllText(Place, "a file");

        var result = new StrataCommand().Run("init", Path.Combine(Place, "below"));

        Assert.Equal((5, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR8013: it cannot be written: ", result.Error, StringComparison.Ordinal);
    }

    private string[] Files() => [.. Directory.EnumerateFiles(Place, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
