using System.Runtime.Versioning;
using System.Text;
using Strata.Caching;
using Strata.Values;

namespace Strata.Tests.Caching;

public class FileLevelTests
{
    private const string Canary = "kanarie-7f3a";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_Again_ResolvesNothing(bool trustsStamps)
    {
        using var scene = new CacheScene(trustsStamps);
        scene.Write("app.yml", "x: ${A:-1}\npassword: p\n");
        scene.Write("tenants/a.yml", "_metadata: {type: app, conditions: {tenant: a}}\ny: 1\n");

        Assert.True(scene.IsKept());
    }

    [Fact]
    public void Run_FileChangedToTheSameSizeWithinTheClocksTick_IsSeen()
    {
        using var scene = new CacheScene();
        var texts = new[] { "x: 1\n", "x: 2\n" };
        for (var i = 0; i < 50; i++)
        {
            scene.Write("app.yml", texts[i % 2]);

            Assert.Equal(texts[i % 2], scene.Run().Shown);
            Assert.Equal(texts[i % 2], scene.Run().Shown);
        }
    }

    [Fact]
    public void Run_VariableThatWasNotRead_IsStillKept()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: ${A:-1}\n");
        scene.Run();

        scene.Context = scene.Context with { Variables = new VariableSet(process: new Dictionary<string, string>(StringComparer.Ordinal) { ["UNREAD"] = "1" }) };

        Assert.True(scene.Run().IsHit);
    }

    [Fact]
    public void Run_VariableSetBackAndForth_FindsBoth()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: ${A:-${B:-1}}\n");
        var (without, with) = (scene.Context, scene.Context with { Variables = new VariableSet(process: new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = "2" }) });
        scene.Run();
        scene.Context = with;
        scene.Run();

        Assert.Equal(("x: 2\n", true), scene.Run());
        scene.Context = without;
        Assert.Equal(("x: 1\n", true), scene.Run());
    }

    [Fact]
    public void Run_MinutePassesWithATimeRange_ResolvesAnew()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Write("night.yml", "_metadata: {type: app, conditions: {time_range: {start: \"12:01\", end: \"13:00\"}}}\nx: 2\n");
        Assert.True(scene.IsKept());

        scene.Context = scene.Context with { Now = scene.Context.Now.AddSeconds(20) };
        Assert.True(scene.Run().IsHit);

        scene.Context = scene.Context with { Now = scene.Context.Now.AddSeconds(20) };
        Assert.Equal(("x: 2\n", false), scene.Run());
    }

    [Fact]
    public void Run_AnotherHost_MattersWhereAConditionLooksAtIt()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Run();
        scene.Context = scene.Context with { Host = "there" };
        Assert.True(scene.Run().IsHit);

        scene.Write("here.yml", "_metadata: {type: app, conditions: {host: here}}\nx: 2\n");
        Assert.Equal("x: 1\n", scene.Run().Shown);
        scene.Context = scene.Context with { Host = "here" };
        Assert.Equal(("x: 2\n", false), scene.Run());
    }

    [Theory]
    [InlineData("x: ${A}\n")]
    [InlineData("_metadata: {expires: 2026-01-01}\nx: 1\n")]
    [InlineData("x: [\n")]
    public void Run_SomethingIsToBeTold_IsNotKept(string text)
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", text);

        Assert.False(scene.IsKept());
    }

    [Fact]
    public void Run_ValuesSetForTheRun_AreNotKept()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Options = scene.Options with { Assignments = [$"password={Canary}"] };

        Assert.False(scene.IsKept());
        Assert.DoesNotContain(scene.CacheFiles(), static file => Holds(file.Bytes, Canary));
    }

    [Theory]
    [InlineData("password: kanarie-7f3a\n")]
    [InlineData("password: ${SECRET_A}\n")]
    [InlineData("plain: ${API_TOKEN}\n")]
    [InlineData("plain: a${API_TOKEN}b\nother: \"${config:plain}\"\n")]
    [InlineData("_metadata: {sensitive: [plain]}\nplain: {deep: [kanarie-7f3a]}\nother: \"<${config:plain.deep[0]}>\"\n")]
    [InlineData("url: postgres://user:kanarie-7f3a@host/db\n")]
    [InlineData("url: postgres://user:${PART}@host/db\n")]
    [InlineData("password: ${file:note.txt}\n")]
    [InlineData("connection: \"Host=h;Password=kanarie-7f3a\"\n")]
    [InlineData("x: !secret kanarie-7f3a\n")]
    [InlineData("\"http://user:kanarie-7f3a@host\": 1\n")]
    [InlineData("x: ENC[kanarie-7f3a]\n")]
    [InlineData("plain: {note: \"${config:hidden}\"}\nhidden: {token: kanarie-7f3a}\n")]
    public void Run_ASecretOfAnyKind_IsInNoFile(string text)
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", text);
        scene.Write("note.txt", Canary + "\n");
        scene.Context = scene.Context with
        {
            Variables = new VariableSet(process: new[] { "SECRET_A", "API_TOKEN", "PART" }.ToDictionary(static name => name, static _ => Canary, StringComparer.Ordinal)),
        };

        scene.IsKept();

        Assert.NotEmpty(scene.CacheFiles());
        Assert.DoesNotContain(scene.CacheFiles(), static file => Holds(file.Bytes, Canary));
    }

    [Fact]
    public void Run_SecretIsUnsetWhereItIsRequired_FailsAsWithoutACache()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "password: ${API_TOKEN:?}\n");
        scene.Context = scene.Context with { Variables = new VariableSet(process: new Dictionary<string, string>(StringComparer.Ordinal) { ["API_TOKEN"] = "one" }) };
        Assert.True(scene.IsKept());

        scene.Context = scene.Context with { Variables = VariableSet.Empty };

        Assert.Contains("STR4004", scene.Run().Shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_Withheld_IsCounted()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "password: a\nurl: http://u:p@h\nplain: 1\n");
        scene.Run();

        using var kept = scene.Level.Find(scene.Overrides, scene.Context, scene.Options)!;

        Assert.Equal(2, kept.Withheld);
        Assert.Equal(2, scene.Counted(CacheEvent.Withheld));
        Assert.True(kept.TryFind(ConfigPath.Parse("plain"), out _, out _, out var plain));
        Assert.True(kept.TryFind(ConfigPath.Parse("password"), out _, out _, out var password));
        Assert.True(kept.TryFind(ConfigPath.Root, out _, out _, out var all));
        Assert.Equal((false, true, true), (plain, password, all));
    }

    [Fact]
    public void Run_AnyByteOfAnyFileFlipped_GivesTheSame()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: ${A:-1}\nlist: [a, b]\n");
        scene.Write("schemas/app.schema.json", "{}");
        scene.Run();
        var expected = scene.Resolved();
        foreach (var (path, bytes) in scene.CacheFiles().Where(static file => !file.Path.EndsWith("counts", StringComparison.Ordinal)).ToArray())
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var broken = bytes.ToArray();
                broken[i] ^= 0x10;
                File.WriteAllBytes(path, broken);

                Assert.Equal(expected, scene.Run().Shown);
            }

            foreach (var length in (int[])[0, 1, bytes.Length / 2, bytes.Length - 1])
            {
                File.WriteAllBytes(path, bytes[..length]);

                Assert.Equal(expected, scene.Run().Shown);
            }

            File.WriteAllBytes(path, bytes);
        }

        Assert.True(scene.Counted(CacheEvent.Corrupt) > 100);
        Assert.True(scene.IsKept());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Run_FileOpenToOthers_IsDiscarded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Owners and rights are known on Linux.");
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Run();
        var entry = Assert.Single(Directory.GetFiles(scene.CachePath, "*.entry"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(entry));
        File.SetUnixFileMode(entry, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);

        Assert.False(scene.Run().IsHit);

        Assert.Equal(1, scene.Counted(CacheEvent.Corrupt));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(entry));
    }

    [Fact]
    public void Run_EntryIsALink_IsNotFollowed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links are refused by a flag of Linux.");
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Run();
        var entry = Assert.Single(Directory.GetFiles(scene.CachePath, "*.entry"));
        File.Move(entry, entry + ".moved");
        File.CreateSymbolicLink(entry, entry + ".moved");

        Assert.Equal(("x: 1\n", false), scene.Run());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Open_DirectoryOpenToOthers_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Owners are known on Linux.");
        using var scene = new CacheScene();
        File.SetUnixFileMode(scene.CachePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);

        Assert.Null(CacheDirectory.Open(scene.CachePath, 1, out var problem));
        Assert.Contains("mode 0700", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_BeyondTheBound_RemovesWhatWasNotUsedForLongest()
    {
        using var scene = new CacheScene();
        var files = CacheDirectory.Open(scene.CachePath, 40_000, out _)!;
        var level = new FileLevel(files, TimeProvider.System);
        for (var i = 0; i < 40; i++)
        {
            scene.Write("app.yml", $"x: {i}\ntext: {new string('x', 5000)}\n");
            var inputs = level.Observe(scene.Overrides);
            var overrides = OverrideSet.Read(scene.Overrides, scene.Options, "app", inputs);
            Assert.Null(level.Keep(overrides, overrides.Resolve(scene.Context), scene.Context, scene.Options, inputs));
        }

        Assert.True(files.Usage().Bytes <= 40_000);
        Assert.True(scene.Counted(CacheEvent.Evicted) > 20);
        Assert.True(scene.Run().IsHit);
    }

    [Fact]
    public void Clear_RemovesEverythingButTheCounts()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: 1\n");
        scene.Run();

        var (entries, bytes) = scene.Files.Clear();

        Assert.Equal(1, entries);
        Assert.True(bytes > 0);
        Assert.Equal((0, true), (scene.Files.Usage().Entries, scene.Counted(CacheEvent.Stored) == 1));
        Assert.False(scene.Run().IsHit);
    }

    [Fact]
    public void Run_ByManyAtOnce_GivesTheSame()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", "x: ${A:-1}\n");
        Parallel.For(0, 64, _ => Assert.Equal("x: 1\n", scene.Run().Shown));

        Assert.Equal(0, scene.Counted(CacheEvent.Corrupt));
        Assert.True(scene.Run().IsHit);
    }

    [Fact]
    public void Run_IncludedFileChanges_IsSeen()
    {
        using var scene = new CacheScene(trustsStamps: true);
        scene.Write("app.yml", "x: ${file:note.txt}\n");
        scene.Write("note.txt", "one\n");
        Assert.True(scene.IsKept());

        scene.Write("note.txt", "two\n");

        Assert.Equal(("x: two\n", false), scene.Run());
    }

    [Fact]
    public void Run_LinkToTheDirectoryLeadsElsewhere_IsSeen()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var scene = new CacheScene(trustsStamps: true);
        using var other = new CacheScene(trustsStamps: true);
        scene.Write("app.yml", "x: 1\n");
        other.Write("app.yml", "x: 2\n");
        var link = Path.Combine(scene.Overrides, "..", Path.GetRandomFileName());
        Directory.CreateSymbolicLink(link, scene.Overrides);
        try
        {
            var inputs = scene.Level.Observe(link);
            var overrides = OverrideSet.Read(link, scene.Options, "app", inputs);
            Assert.Null(scene.Level.Keep(overrides, overrides.Resolve(scene.Context), scene.Context, scene.Options, inputs));
            using (var kept = scene.Level.Find(link, scene.Context, scene.Options))
            {
                Assert.NotNull(kept);
            }

            Directory.Delete(link);
            Directory.CreateSymbolicLink(link, other.Overrides);

            Assert.Null(scene.Level.Find(link, scene.Context, scene.Options));
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    private static bool Holds(byte[] bytes, string text) =>
        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
