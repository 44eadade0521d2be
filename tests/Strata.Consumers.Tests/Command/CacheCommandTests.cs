using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Strata.Secrets.Age;

namespace Strata.Consumers.Tests.Command;

public sealed class CacheCommandTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(
        ("base.yml", "_metadata: {type: '*', priority: low}\nbase: ${BASE:-1}\nserver: {port: 80, hosts: [a, b]}\n"),
        ("app.yml", "server:\n  port: ${PORT:-8080}\npassword: kanarie-7f3a\nurl: http://u:kanarie-7f3a@h/\nnumber: 0x1F\nempty: {}\nnone: null\n\"key.with.dots\": true\n"));

    private string CachePath => Path.Combine(_overrides.Root, "cache");

    public void Dispose() => _overrides.Dispose();

    public static TheoryData<string> Formats => ["yaml", "json", "env", "properties", "flat"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Resolve_Again_PrintsTheSameAndIsAHit(string format)
    {
        var expected = Run("resolve", "app", "--no-cache", "-o", format);
        Assert.Equal(expected, Run("resolve", "app", "-o", format));
        Assert.Equal(expected, Run("resolve", "app", "-o", format));

        Assert.Equal((1, 1, 1), (Counted("hits"), Counted("misses"), Counted("entries")));
    }

    [Theory]
    [InlineData("server.port")]
    [InlineData("server.hosts[1]")]
    [InlineData("server.hosts.0")]
    [InlineData("/server/hosts/1")]
    [InlineData("server")]
    [InlineData("password")]
    [InlineData("url")]
    [InlineData("number")]
    [InlineData("empty")]
    [InlineData("none")]
    [InlineData("\"key.with.dots\"")]
    [InlineData("server.prot")]
    [InlineData("server.hosts[9]")]
    public void Get_AnyPath_PrintsWhatItPrintsWithoutTheCache(string path)
    {
        Run("resolve", "app");
        foreach (var reveal in new string[][] { [], ["--reveal"], ["-o", "json"] })
        {
            var expected = Run(["get", path, "app", "--no-cache", .. reveal]);

            Assert.Equal(expected, Run(["get", path, "app", .. reveal]));
        }
    }

    [Fact]
    public void Resolve_Reveal_ShowsSecretsAllTheSame()
    {
        Run("resolve", "app");

        Assert.Contains("kanarie-7f3a", Run("resolve", "app", "--reveal").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("kanarie-7f3a", Run("resolve", "app").Output, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(CachePath), static file => Assert.DoesNotContain("kanarie", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal));
    }

    [Fact]
    public void Resolve_EncryptedOverride_IsPrintedFromTheCacheForItsKeyAlone()
    {
        using var identity = AgeIdentity.Generate();
        using var other = AgeIdentity.Generate();
        var file = _overrides.AddBeside("key.txt", identity.Reveal());
        Assert.Equal(0, Run("encrypt", "app.yml", "--recipient", $"{identity.ToRecipient()}").ExitCode);
        var masked = Run("resolve", "app", "--key-file", file, "--no-cache");
        Assert.Contains("********", masked.Output, StringComparison.Ordinal);

        Assert.Equal(masked, Run("resolve", "app", "--key-file", file));
        Assert.Equal(masked, Run("resolve", "app", "--key-file", file));
        Assert.Equal((1, 1), (Counted("hits"), Counted("stored")));
        Assert.Contains("kanarie-7f3a", Run("resolve", "app", "--key-file", file, "--reveal").Output, StringComparison.Ordinal);
        Assert.Equal("********\n", Run("get", "password", "app", "--key-file", file).Output);
        Assert.Equal("kanarie-7f3a\n", Run("get", "password", "app", "--key-file", file, "--reveal").Output);

        // Another key, none, and one that is no longer there: as without the cache.
        File.WriteAllText(file, other.Reveal());
        foreach (var args in new string[][] { ["--key-file", file], [], ["--key-file", file + ".none"] })
        {
            var expected = Run(["resolve", "app", .. args, "--no-cache"]);
            Assert.Equal(4, expected.ExitCode);
            Assert.Equal(expected, Run(["resolve", "app", .. args]));
        }

        Assert.All(Directory.GetFiles(CachePath), static kept => Assert.DoesNotContain("kanarie", Encoding.Latin1.GetString(File.ReadAllBytes(kept)), StringComparison.Ordinal));
    }

    [Fact]
    public void Resolve_NamesThatCollide_AreToldOfWithTheirLines()
    {
        _overrides.Add("app.yml", "a-b: 1\na_b: 2\n");
        Run("resolve", "app");

        var expected = Run("resolve", "app", "-o", "env", "--no-cache");
        Assert.Equal(1, expected.ExitCode);
        Assert.Equal(expected, Run("resolve", "app", "-o", "env"));
    }

    [Fact]
    public void Resolve_NoCache_KeepsNothing()
    {
        Run("resolve", "app", "--no-cache");
        Assert.Equal(0, new StrataCommand().With("STRATA_CACHE_DIRECTORY", CachePath).With("STRATA_NO_CACHE", "1").Run("resolve", "app", "-d", _overrides.Overrides).ExitCode);

        Assert.False(Directory.Exists(CachePath));
    }

    [Fact]
    public void Resolve_CacheCannotBeUsed_WorksAndSaysWhyInDebugOnly()
    {
        File.WriteAllText(CachePath, "");

        var result = Run("resolve", "app");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("debug: no cache: ", Run("resolve", "app", "--debug").Error, StringComparison.Ordinal);
        Assert.Contains("the cache is not used", Run("cache", "stats").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("cache", "clear").ExitCode);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Resolve_CacheOfAnybody_IsNotUsed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Owners are known on Linux.");
        Directory.CreateDirectory(CachePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        Assert.Equal(0, Run("resolve", "app").ExitCode);

        Assert.Empty(Directory.GetFiles(CachePath));
    }

    [Fact]
    public void Stats_BeforeAnything_AreNothing()
    {
        var stats = JsonDocument.Parse(Run("cache", "stats", "-o", "json").Output).RootElement;

        Assert.Equal(CachePath, stats.GetProperty("directory").GetString());
        Assert.Equal(0, stats.GetProperty("entries").GetInt64());
        Assert.False(Directory.Exists(CachePath));
    }

    [Fact]
    public void Clear_RemovesWhatIsKept()
    {
        Run("resolve", "app");

        Assert.StartsWith("1 entry removed, ", Run("cache", "clear").Output, StringComparison.Ordinal);

        Assert.Equal(0, Counted("entries"));
        Assert.Equal(1, Counted("stored"));
        Assert.StartsWith("0 entries removed, 0 bytes", Run("cache", "clear").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Stats_WithoutAnyPlace_AreWrongUsage() => Assert.Equal(2, new StrataCommand().Run("cache", "stats").ExitCode);

    [Fact]
    public void Resolve_BadSize_IsWrongUsage() =>
        Assert.Equal(2, new StrataCommand().With("STRATA_CACHE_DIRECTORY", CachePath).With("STRATA_CACHE_MAX_BYTES", "much").Run("resolve", "app", "-d", _overrides.Overrides).ExitCode);

    private CommandResult Run(params string[] args) => new StrataCommand().With("STRATA_CACHE_DIRECTORY", CachePath).Run([.. args, "-d", _overrides.Overrides]);

    private long Counted(string name) => JsonDocument.Parse(Run("cache", "stats", "-o", "json").Output).RootElement.GetProperty(name).GetInt64();
}
