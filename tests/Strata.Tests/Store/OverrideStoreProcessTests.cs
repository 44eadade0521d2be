using Strata.Sources;
using Strata.Store;
using Strata.Tests.Processes;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Store;

/// <summary>Several processes that change one override at once.</summary>
[Trait("Level", "integration")]
public sealed class OverrideStoreProcessTests : IDisposable
{
    private const int Each = 40;

    private readonly TempDirectory _directory = new TempDirectory().Write("counter.yml", "# Kept as it is.\ncount: 0\n");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Update_ByProcessesAtOnce_LosesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the test's own program is started by its name");
        using var first = TestProcess.Start($"{typeof(OverrideStoreProcessTests).FullName}.{nameof(Update_AsOneOfSeveral)}", _directory.Path);
        using var second = TestProcess.Start($"{typeof(OverrideStoreProcessTests).FullName}.{nameof(Update_AsOneOfSeveral)}", _directory.Path);

        // They begin when both are there, and this process with them.
        while (Directory.GetFiles(_directory.Path, ".ready-*").Length < 2)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        _directory.Write(".go", "");
        Count(_directory.Path);
        await first.AssertPassedAsync();
        await second.AssertPassedAsync();

        Assert.Equal($"# Kept as it is.\ncount: {3 * Each}\n", File.ReadAllText(_directory["counter.yml"]));
        Assert.DoesNotContain(Directory.GetFiles(_directory.Path), static file => Path.GetFileName(file).StartsWith(".strata-", StringComparison.Ordinal));
    }

    [Fact(Explicit = true)]
    public async Task Update_AsOneOfSeveral()
    {
        var directory = TestProcess.Directory;
        File.WriteAllText(Path.Combine(directory, $".ready-{Environment.ProcessId}"), "");
        while (!File.Exists(Path.Combine(directory, ".go")))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Count(directory);
    }

    [Fact]
    public void FileStamp_OfAnOpenFile_IsThatOfItsPathUntilAnotherTakesItsPlace()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "files are told apart by their inodes on Linux");
        using var held = File.OpenRead(_directory["counter.yml"]);
        Assert.Equal(FileStamp.Of(_directory["counter.yml"]).Inode, FileStamp.Of(held.SafeFileHandle).Inode);

        // The same text again, so that nothing else tells them apart.
        _directory.Write(".new", File.ReadAllBytes(_directory["counter.yml"]));
        File.Move(_directory[".new"], _directory["counter.yml"], overwrite: true);

        Assert.NotEqual(FileStamp.Of(_directory["counter.yml"]).Inode, FileStamp.Of(held.SafeFileHandle).Inode);
    }

    private static void Count(string directory)
    {
        var store = new OverrideManager(directory).Overrides;
        for (var done = 0; done < Each;)
        {
            var read = store.Get("counter");
            try
            {
                store.Update("counter", $"count: {int.Parse(((ScalarNode)read.Configuration["count"]).Text, System.Globalization.CultureInfo.InvariantCulture) + 1}", expectedChecksum: read.Checksum);
                done++;
            }
            catch (OverrideConflictException)
            {
                // Somebody else was first.
            }
        }
    }
}
