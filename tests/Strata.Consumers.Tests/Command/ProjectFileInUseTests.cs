namespace Strata.Consumers.Tests.Command;

/// <summary>A project's file, as the command uses it.</summary>
public sealed class ProjectFileInUseTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(("app.yml", "host: ${DB_HOST}\nport: ${DB_PORT}\n"));

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public void Validate_DirectoryThatIsNotThere_IsToldWhereItIsNamed()
    {
        var project = _overrides.AddBeside("strata.yml", "# where\ndirectory: nowhere\n");

        foreach (var command in new[] { "validate", "resolve" })
        {
            var result = new StrataCommand().Run(command, "app", "--project", project);

            Assert.Equal((3, ""), (result.ExitCode, result.Output));
            Assert.StartsWith($"error STR8001: there is no such directory\n  --> {project}:2:12\n", result.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("STR8001", _overrides.Run("validate", "--project", project).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".env.example")]
    [InlineData(".env.sample")]
    [InlineData(".env.template")]
    [InlineData(".env.dist")]
    public void Validate_FileOfExampleVariables_DocumentsThem(string file)
    {
        _overrides.Add(file, "DB_HOST=localhost\n");

        var error = _overrides.Run("validate", "--allow-unset").Error;

        Assert.Contains("STR6025: the variable DB_PORT is documented nowhere", error, StringComparison.Ordinal);
        Assert.DoesNotContain("DB_HOST is documented", error, StringComparison.Ordinal);
    }
}
