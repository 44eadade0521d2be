namespace Strata.Consumers.Tests.Command;

/// <summary>Files that the command line names, and that are not what they should be.</summary>
public sealed class NamedFileTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(("a.yml", "_metadata: {type: t}\nx: ${NAME:-none}\n"));

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public void EnvFile_Directory_SaysThatItIsOne()
    {
        var result = _overrides.Run("resolve", "t", "--env-file", _overrides.Root);

        Assert.Equal(new CommandResult(3, "", $"error STR8007: it is a directory, not a file\n  --> {_overrides.Root}\n   = help: name a file in it\n"), result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void Validate_Directory_SaysThatItIsOneAndHowToNameIt(string end)
    {
        var result = _overrides.Run("validate", _overrides.Overrides + end);

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR8007: it is a directory, not a file\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("strata validate -d DIR", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_AssignedItem_IsAnItemOfTheList()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t, sensitive: [\"list[1].x\"]}\nlist: [{x: 1}, {x: canary}]\n"));

        string Part(string path, params string[] args) => string.Concat(overrides.Run(["explain", path, "t", .. args]).Output.Split('\n').Where(static line => line.StartsWith("  merge", StringComparison.Ordinal))).Trim();

        Assert.Contains("[5] ", Part("list", "--set", "list[0]=5"), StringComparison.Ordinal);
        Assert.Contains("[{\"x\": 7}]", Part("list", "--set", "list.0.x=7"), StringComparison.Ordinal);
        Assert.Contains("{\"list\": [{\"x\": 7}]}", Part(".", "--set", "list[0].x=7"), StringComparison.Ordinal);
        Assert.Contains("[{\"x\": \"********\"}]", Part("list", "--set", "list[1].x=canary"), StringComparison.Ordinal);
        Assert.Contains("[{\"x\": \"canary\"}]", Part("list", "--set", "list[1].x=canary", "--reveal"), StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_AssignedKeyThatIsANumber_IsAKey()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nmap: {\"0\": a}\n"));

        Assert.Contains("{\"0\": 5}    <- wins", overrides.Run("explain", "map", "t", "--set", "map.0=5").Output, StringComparison.Ordinal);
    }
}
