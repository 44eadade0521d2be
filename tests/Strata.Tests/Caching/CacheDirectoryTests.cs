using System.Diagnostics;
using System.Runtime.Versioning;
using Strata.Caching;

namespace Strata.Tests.Caching;

/// <summary>Whatever stands in the directory of the cache, or happens to it, costs speed and nothing else.</summary>
[UnsupportedOSPlatform("windows")]
public class CacheDirectoryTests
{
    private const string Expected = "x: 1\n";

    private static readonly string[] Endings = ["counts", CacheDirectory.EntryEnding, CacheDirectory.RecipeEnding, CacheDirectory.IndexEnding];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    [InlineData("link to a device")]
    [InlineData("link to nothing")]
    [InlineData("link to a directory")]
    public async Task Run_SomethingElseStandsForAFile_GivesTheSame(string kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There are other things elsewhere.");
        foreach (var ending in Endings)
        {
            using var scene = Scene();
            var path = PathOf(scene, ending);
            File.Delete(path);
            Make(kind, path);

            // What waits for a pipe waits forever.
            await Task.Run(() => Assert.Equal(Expected, scene.Run().Shown), Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            await Task.Run(() => scene.Files.Counts(), Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            scene.Files.Usage();
            scene.Files.Trim(DateTimeOffset.UtcNow);
            scene.Files.Clear();
            if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            {
                Directory.Delete(path);
            }

            Assert.True(scene.IsKept());
        }
    }

    [Fact]
    public void Run_FileCutAtTheEdgesOfItsPages_GivesTheSame()
    {
        using var scene = new CacheScene();
        scene.Write("app.yml", string.Concat(Enumerable.Range(0, 1500).Select(static i => $"key{i}: value {i}\n")));
        Assert.True(scene.IsKept());
        var expected = scene.Resolved();

        // The entry first: without its recipe it has another name from then on.
        foreach (var (path, bytes) in scene.CacheFiles().OrderBy(static file => !file.Path.EndsWith(CacheDirectory.EntryEnding, StringComparison.Ordinal)).ToList())
        {
            foreach (var length in Enumerable.Range(0, bytes.Length / 4096 + 1).SelectMany(static page => new[] { -1, 0, 1, 8, 9 }.Select(by => (page * 4096) + by)).Where(length => length >= 0 && length < bytes.Length))
            {
                File.WriteAllBytes(path, bytes[..length]);

                Assert.Equal(expected, scene.Run().Shown);
            }
        }
    }

    [Fact]
    public void Run_FileIsAnothers_IsDiscarded()
    {
        SkipUnlessRoot();
        foreach (var ending in Endings[1..])
        {
            using var scene = Scene();
            Shell("chown", "12345", PathOf(scene, ending));

            Assert.Equal((Expected, false), scene.Run());
            Assert.Equal(1, scene.Counted(CacheEvent.Corrupt));
        }
    }

    [Fact]
    public void Open_DirectoryIsAnothers_IsRefused()
    {
        SkipUnlessRoot();
        using var scene = Scene();
        Shell("chown", "12345", scene.CachePath);

        Assert.Null(CacheDirectory.Open(scene.CachePath, 1, out var problem));
        Assert.Contains("0700", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LinkToADirectory_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Owners are known on Linux.");
        using var scene = Scene();
        var link = Path.Combine(scene.CachePath, "link");
        Directory.CreateSymbolicLink(link, scene.CachePath);

        Assert.Null(CacheDirectory.Open(link, 1, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void Open_CannotBeMade_SaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no such place elsewhere.");

        Assert.Null(CacheDirectory.Open("/proc/strata/cache", 1, out var problem));
        Assert.Contains("cannot be made", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_DiskIsFullOnTheWay_LeavesNothing()
    {
        using var scene = Scene();
        var before = scene.CacheFiles().Select(static file => file.Path).ToList();

        Assert.False(scene.Files.Write(Fingerprint.Of("x"u8), CacheDirectory.EntryEnding, static stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));

        Assert.Equal(before, scene.CacheFiles().Select(static file => file.Path));
    }

    [Fact]
    public void Run_DirectoryIsGone_GivesTheSame()
    {
        using var scene = Scene();
        Directory.Delete(scene.CachePath, recursive: true);

        Assert.Equal((Expected, false), scene.Run());
        Assert.Equal((Expected, false), scene.Run());
    }

    [Fact]
    public void Run_BesideWhoClearsAndTrims_GivesTheSame()
    {
        using var scene = Scene();
        Parallel.For(0, 200, i =>
        {
            if (i % 3 == 0)
            {
                scene.Files.Clear();
            }
            else if (i % 7 == 0)
            {
                scene.Files.Trim(DateTimeOffset.UtcNow);
            }
            else
            {
                Assert.Equal(Expected, scene.Run().Shown);
            }
        });

        Assert.Equal(0, scene.Counted(CacheEvent.Corrupt));
        Assert.True(scene.IsKept());
    }

    [Fact]
    public void Find_ClearedWhileItIsRead_ReadsOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A file that is open stays there.");
        using var scene = Scene();
        using var kept = scene.Level.Find(scene.Overrides, scene.Context, scene.Options);

        scene.Files.Clear();

        Assert.True(kept!.TryRead(out var root, out _));
        Assert.True(root.ContainsKey("x"));
        Assert.Equal(0, scene.Counted(CacheEvent.Corrupt));
    }

    private static string PathOf(CacheScene scene, string ending) => scene.CacheFiles().Single(file => file.Path.EndsWith(ending, StringComparison.Ordinal)).Path;

    private static CacheScene Scene()
    {
        var scene = new CacheScene();
        scene.Write("app.yml", Expected);
        Assert.True(scene.IsKept());
        return scene;
    }

    private static void Make(string kind, string path)
    {
        switch (kind)
        {
            case "pipe":
                Shell("mkfifo", "-m", "600", path);
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "link to a device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "link to a directory":
                File.CreateSymbolicLink(path, "/");
                break;
            default:
                File.CreateSymbolicLink(path, path + ".none");
                break;
        }
    }

    private static void SkipUnlessRoot() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root gives files away.");

    private static void Shell(string program, params string[] args)
    {
        using var process = Process.Start(program, args);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
