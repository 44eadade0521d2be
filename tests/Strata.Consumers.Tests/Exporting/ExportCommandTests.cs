using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;
using Strata.Exporting;

namespace Strata.Consumers.Tests.Exporting;

/// <summary><c>strata export</c>: what it prints, what it writes, and what it leaves alone.</summary>
public sealed class ExportCommandTests : IDisposable
{
    private const string Sample = """
        application: {name: app}
        database: {password: hunter2, redis: {password: hunter2, host: localhost}}
        messaging: {rabbitmq: {password: hunter2}}
        """;

    private readonly TemporaryOverrides _overrides = new(("docker.yml", Sample));

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public void Export_WithoutAFormat_ListsThemAll()
    {
        var result = _overrides.Run("export");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(ConfigurationExporters.All.Select(static exporter => exporter.Name), result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')[0]));
    }

    [Fact]
    public void Export_UnknownFormat_ExitsWith2AndHints()
    {
        var result = _overrides.Run("export", "rediss", "docker");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("unknown export format \"rediss\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean redis?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_ToStandardOutput_IsWhatResolveGives()
    {
        var exported = _overrides.Run("export", "redis", "docker", "--reveal");

        Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
        Assert.Contains("requirepass \"hunter2\"\n", exported.Output, StringComparison.Ordinal);
        Assert.Equal(exported, _overrides.Run("resolve", "docker", "-o", "redis", "--reveal"));
    }

    [Theory]
    [InlineData("-")]
    [InlineData("/dev/stdout")]
    public void Export_ToADash_IsToStandardOutput(string path) =>
        Assert.Equal(_overrides.Run("export", "dotenv", "docker"), _overrides.Run("export", "dotenv", "docker", "--out", path));

    [Theory]
    [InlineData("yaml")]
    [InlineData("env")]
    [InlineData("appsettings")]
    [InlineData("shell")]
    public void Export_OfTheWhole_TellsHowManySecretsAreMasked(string format)
    {
        Assert.Contains("3 secret values are masked", _overrides.Run("export", format, "docker", "--log-level", "info").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("masked", _overrides.Run("export", format, "docker", "--log-level", "info", "--reveal").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_EveryFormat_ShowsNoSecretUnlessAsked()
    {
        foreach (var exporter in ConfigurationExporters.All)
        {
            var directory = Path.Combine(_overrides.Root, exporter.Name) + "/";
            var result = _overrides.Run("export", exporter.Name, "docker", "--out", directory);

            Assert.DoesNotContain("hunter2", result.Output + result.Error, StringComparison.Ordinal);
            if (Directory.Exists(directory))
            {
                Assert.All(Directory.GetFiles(directory, "*", SearchOption.AllDirectories), static file => Assert.DoesNotContain("hunter2", File.ReadAllText(file), StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Export_Masked_SuggestsHowToReveal()
    {
        Assert.Contains("STR8022", _overrides.Run("export", "redis", "docker", "--log-level", "info").Error, StringComparison.Ordinal);
        Assert.DoesNotContain("STR8022", _overrides.Run("export", "redis", "docker", "--log-level", "info", "--reveal").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_UnknownKeyOfASection_WarnsWithItsPlaceAndFailsWhenStrict()
    {
        _overrides.Add("docker.yml", "database:\n  redis: {host: localhost, speed: fast, pool: {max_size: 3}}\n");

        var result = _overrides.Run("export", "redis", "docker");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("warning STR8020: database.redis.speed has no counterpart in an export as redis, and is left out", result.Error, StringComparison.Ordinal);
        Assert.Contains("docker.yml:2:35", result.Error, StringComparison.Ordinal);
        Assert.Contains("bind 127.0.0.1", result.Output, StringComparison.Ordinal);
        var strict = _overrides.Run("export", "redis", "docker", "--strict", "--out", Path.Combine(_overrides.Root, "redis.conf"));
        Assert.Equal(1, strict.ExitCode);
        Assert.False(File.Exists(Path.Combine(_overrides.Root, "redis.conf")));
    }

    [Fact]
    public void Export_WrongType_IsAnErrorAndWritesNothing()
    {
        _overrides.Add("docker.yml", "database: {redis: {port: many}}\n");
        var path = _overrides.AddBeside("redis.conf", "as it was\n");

        var result = _overrides.Run("export", "redis", "docker", "--out", path);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR8021: database.redis.port must be a whole number", result.Error, StringComparison.Ordinal);
        Assert.Equal("as it was\n", File.ReadAllText(path));
    }

    [Fact]
    public void Export_SectionThatIsNotThere_ExitsWith3() => Assert.Equal(3, _overrides.Run("export", "grafana", "docker").ExitCode);

    [Fact]
    public void Export_SeveralFilesToStandardOutput_AsksForADirectory()
    {
        var result = _overrides.Run("export", "kustomize", "docker");

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("kustomization.yaml, configmap.yaml, secret.yaml", result.Error, StringComparison.Ordinal);
        Assert.Contains("write --out DIR", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Export_SeveralFiles_MakesTheDirectoryAndKeepsSecretsForTheOwner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions of POSIX");
        var directory = Path.Combine(_overrides.Root, "base", "k8s");

        Assert.Equal(0, _overrides.Run("export", "kustomize", "docker", "--reveal", "--out", directory).ExitCode);

        Assert.Equal(["configmap.yaml", "kustomization.yaml", "secret.yaml"], Names(directory));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, "secret.yaml")));
        Assert.True(File.GetUnixFileMode(Path.Combine(directory, "configmap.yaml")).HasFlag(UnixFileMode.GroupRead));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Export_OverAFileThatAllMayRead_KeepsSecretsForTheOwner()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions of POSIX");
        var path = _overrides.AddBeside("redis.conf", "old\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Assert.Equal(0, _overrides.Run("export", "redis", "docker", "--reveal", "--out", path).ExitCode);

        Assert.Contains("hunter2", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Export_OneOfSeveralCannotBeWritten_WritesNone()
    {
        var directory = Path.Combine(_overrides.Root, "k8s");
        Directory.CreateDirectory(Path.Combine(directory, "secret.yaml"));

        var result = _overrides.Run("export", "kustomize", "docker", "--out", directory);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("error STR8013: the export cannot be written: it is no file", result.Error, StringComparison.Ordinal);
        Assert.Contains("secret.yaml", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public void Export_ToAFileWhereADirectoryIsNeeded_IsAnError()
    {
        var path = _overrides.AddBeside("k8s", "a file\n");

        Assert.Equal(5, _overrides.Run("export", "kustomize", "docker", "--out", path).ExitCode);
        Assert.Equal("a file\n", File.ReadAllText(path));
    }

    [Fact]
    public void Export_OneFileIntoADirectoryThatIsNotThere_IsAnError()
    {
        var result = _overrides.Run("export", "redis", "docker", "--out", Path.Combine(_overrides.Root, "nowhere", "redis.conf"));

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("its directory does not exist", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_overrides.Root, "nowhere")));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("new/")]
    public void Export_OneFileIntoADirectory_HasItsOwnName(string directory)
    {
        Directory.CreateDirectory(Path.Combine(_overrides.Root, "out"));

        Assert.Equal(0, _overrides.Run("export", "redis", "docker", "--out", Path.Combine(_overrides.Root, directory)).ExitCode);

        Assert.Equal(["redis.conf"], Names(Path.Combine(_overrides.Root, directory)));
    }

    [Fact]
    public void Export_EmptyPath_IsWrongUsage() => Assert.Equal(2, _overrides.Run("export", "redis", "docker", "--out", "").ExitCode);

    [Fact]
    public void Export_Twice_IsTheSame()
    {
        var path = Path.Combine(_overrides.Root, "redis.conf");
        Assert.Equal(0, _overrides.Run("export", "redis", "docker", "--out", path).ExitCode);
        var first = File.ReadAllText(path);

        Assert.Equal(0, _overrides.Run("export", "redis", "docker", "--out", path).ExitCode);

        Assert.Equal(first, File.ReadAllText(path));
        Assert.Equal(["redis.conf"], Names(_overrides.Root));
    }

    private static string[] Names(string directory) => [.. Directory.GetFiles(directory).Select(static file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
}
