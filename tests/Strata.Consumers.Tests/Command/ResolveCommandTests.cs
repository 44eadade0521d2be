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
}
