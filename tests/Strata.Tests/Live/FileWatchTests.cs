using Strata.Live;
using Strata.Sources;
using Strata.Tests.Sources;

namespace Strata.Tests.Live;

/// <summary>Each way in which files change, seen without a heartbeat: the system told of it.</summary>
public class FileWatchTests
{
    [Fact]
    public async Task Watch_FileWritten_IsLive()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync();

        overrides.Write("a.yml", "x: 2");
        Assert.Equal("x", Assert.Single(overrides.NextChange().Changes).Path.ToString());
        Assert.Equal("2", overrides.Text("x"));
        Assert.False(live.IsPolling);

        overrides.Write("b.yml", "y: 1");
        overrides.NextChange();
        Assert.Equal("1", overrides.Text("y"));

        File.Delete(overrides.Files["b.yml"]);
        overrides.NextChange();
        Assert.Null(overrides.Text("y"));
        Assert.Equal(4, live.Current.Revision);
    }

    [Fact]
    public async Task Watch_RenamedInItsPlace_IsLive()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        await overrides.WatchAsync();

        // As editors save: beside the file, under a name that is none of an override, and then over it.
        for (var round = 2; round < 6; round++)
        {
            overrides.Write($".a.yml.swp{round}", $"x: {round}");
            File.Move(overrides.Files[$".a.yml.swp{round}"], overrides.Files["a.yml"], overwrite: true);
            overrides.WaitFor("x", $"{round}");
        }

        // And as others do: the old file aside, a new one in its place.
        File.Move(overrides.Files["a.yml"], overrides.Files["a.yml~"]);
        overrides.Write("a.yml", "x: 9");
        overrides.WaitFor("x", "9");
    }

    [Fact]
    public async Task Watch_WrittenInPieces_IsReadOnceAndWhole()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1\ny: 1");
        await overrides.WatchAsync(new WatchOptions { Debounce = TimeSpan.FromMilliseconds(400), HeartbeatInterval = Timeout.InfiniteTimeSpan, UsePolling = false });

        using (var stream = new FileStream(overrides.Files["a.yml"], FileMode.Truncate, FileAccess.Write))
        {
            foreach (var piece in new[] { "_metadata: {type: t}\n", "x: 2\n", "y: ", "2\n" })
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(piece));
                stream.Flush();
            }
        }

        Assert.Equal(["x", "y"], overrides.NextChange().Changes.Select(static change => change.Path.ToString()));
        Assert.Equal(2, overrides.Live.Current.Revision);
    }

    [Fact]
    public async Task Watch_BadAndMended_RecoversByItself()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync();

        overrides.Write("a.yml", "x: {");
        Assert.False(overrides.NextFailure().Failure.Validation!.IsValid);
        Assert.Equal("1", overrides.Text("x"));

        overrides.Write("a.yml", "x: 2");
        overrides.NextChange();
        Assert.Equal("2", overrides.Text("x"));
        Assert.Null(live.Failure);
    }

    [Fact]
    public async Task Watch_SubdirectoryAddedAndRemoved_IsLive()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        await overrides.WatchAsync();

        overrides.Write("tenants/deep/b.yml", "x: 2", "type: t, priority: 9");
        overrides.WaitFor("x", "2");
        overrides.Write("tenants/deep/b.yml", "x: 3", "type: t, priority: 9");
        overrides.WaitFor("x", "3");
        Directory.Delete(overrides.Files["tenants"], recursive: true);
        overrides.WaitFor("x", "1");
    }

    [Fact]
    public async Task Watch_DirectoryDeletedAndMadeAgain_IsStaleAndThenLive()
    {
        await using var overrides = new WatchedOverrides(directory: "in/overrides").Write("in/overrides/a.yml", "x: 1");
        var live = await overrides.WatchAsync();

        for (var round = 2; round < 5; round++)
        {
            Directory.Delete(overrides.Files[round % 2 == 0 ? "in" : "in/overrides"], recursive: true);
            overrides.NextFailure();
            Assert.NotNull(live.Failure);

            overrides.Write("in/overrides/a.yml", $"x: {round}");
            overrides.WaitFor("x", $"{round}");
            Assert.Null(live.Failure);
        }
    }

    [Fact]
    public void WatchedDirectory_RemovedAndMadeAgain_IsNoLongerTheOne()
    {
        using var files = new TempDirectory();
        for (var round = 0; round < 20; round++)
        {
            Directory.CreateDirectory(files["overrides"]);
            using var watched = new WatchedDirectory(files["overrides"], null, isWhole: true, static () => { }, static () => { });
            Assert.True(watched.IsAlive);
            files.Write("overrides/a.yml", "x: 1");
            Assert.True(watched.IsAlive);

            // File systems give the number of the old one to the new one. Their clocks are coarse.
            var born = FileStamp.IdentityOf(files["overrides"]).Born;
            while (OperatingSystem.IsLinux() && FileStamp.Of(files.Write("tick", "")["tick"]).Modified <= born)
            {
            }

            Directory.Delete(files["overrides"], recursive: true);
            Assert.False(watched.IsAlive);
            Directory.CreateDirectory(files["overrides"]);

            Assert.False(watched.IsAlive);
        }
    }

    [Fact]
    public async Task Watch_DirectoryReplacedByAnother_IsLive()
    {
        await using var overrides = new WatchedOverrides(directory: "overrides").Write("overrides/a.yml", "x: 1").Write("next/a.yml", "x: 2");
        await overrides.WatchAsync();

        Directory.Move(overrides.Files["overrides"], overrides.Files["before"]);
        Directory.Move(overrides.Files["next"], overrides.Files["overrides"]);
        overrides.WaitFor("x", "2");

        overrides.Write("overrides/a.yml", "x: 3");
        overrides.WaitFor("x", "3");
    }

    [Theory]
    [InlineData("")]
    [InlineData("beneath/")]
    public async Task Watch_KubernetesConfigMap_IsLiveWithEverySwap(string beneath)
    {
        await using var overrides = new WatchedOverrides(directory: "mount" + (beneath.Length > 0 ? "/beneath" : ""));
        var mount = new ConfigMapMount(overrides.Files["mount"]);
        mount.Publish((beneath + "a.yml", "_metadata: {type: t}\nx: 1\n"), (beneath + "b.yml", "_metadata: {type: t, priority: 9}\ny: ${config:x}\n"));
        await overrides.WatchAsync();
        Assert.Equal("1", overrides.Text("y"));

        for (var round = 2; round < 8; round++)
        {
            mount.Publish((beneath + "a.yml", $"_metadata: {{type: t}}\nx: {round}\n"), (beneath + "b.yml", $"_metadata: {{type: t, priority: 9}}\ny: ${{config:x}}\nz: {round}\n"));
            overrides.WaitFor("y", $"{round}");
        }

        mount.Publish((beneath + "c.yml", "_metadata: {type: t}\nx: 9\n"));
        overrides.WaitFor("x", "9");
    }

    [Fact]
    public async Task Watch_LinksToElsewhere_AreFollowed()
    {
        await using var overrides = new WatchedOverrides(directory: "overrides")
            .Write("store/a.yml", "x: 1")
            .Write("shared/tenants/b.yml", "y: 1")
            .Write("shared/tenants2/b.yml", "y: 5");
        overrides.Files.Link("links/a.yml", overrides.Files["store/a.yml"]).Link("overrides/a.yml", "../links/a.yml").Link("overrides/tenants", "../shared/tenants");
        var live = await overrides.WatchAsync();

        overrides.Write("store/a.yml", "x: 2");
        overrides.WaitFor("x", "2");
        overrides.Write("shared/tenants/b.yml", "y: 2");
        overrides.WaitFor("y", "2");

        // A link in the middle leads elsewhere.
        overrides.Write("other/a.yml", "x: 3");
        overrides.Files.Link("links/new", overrides.Files["other/a.yml"]);
        File.Move(overrides.Files["links/new"], overrides.Files["links/a.yml"], overwrite: true);
        overrides.WaitFor("x", "3");
        overrides.Write("other/a.yml", "x: 4");
        overrides.WaitFor("x", "4");

        Directory.Delete(overrides.Files["overrides/tenants"]);
        overrides.Files.Link("overrides/tenants", "../shared/tenants2");
        overrides.WaitFor("y", "5");
        overrides.Write("shared/tenants2/b.yml", "y: 6");
        overrides.WaitFor("y", "6");
        Assert.False(live.IsPolling);
    }

    [Fact]
    public async Task Watch_IncludedFiles_AreWatchedWhereverTheyAre()
    {
        var outside = new Sources.TempDirectory();
        await using var overrides = new WatchedOverrides(options => options.AllowedIncludeDirectories.Add(outside.Path), "overrides");
        overrides.Files.Write("overrides/in.txt", "one\n");
        outside.Write("out.txt", "two\n");
        overrides.Write("overrides/a.yml", $"x: ${{file:in.txt}}\ny: ${{file:{outside["out.txt"]}}}\nm: {{n: {{o: 'text ${{file:in.txt}}'}}}}");
        await overrides.WatchAsync();
        Assert.Equal("one", overrides.Text("x"));

        overrides.Files.Write("overrides/in.txt", "three\n");
        overrides.WaitFor("x", "three");
        Assert.Equal("text three", overrides.Text("m.n.o"));
        outside.Write("out.txt", "four\n");
        overrides.WaitFor("y", "four");
        File.Delete(outside["out.txt"]);
        Assert.Contains("out.txt", overrides.NextFailure().Failure.ToString(), StringComparison.Ordinal);
        outside.Write("out.txt", "five\n");
        overrides.WaitFor("y", "five");
        outside.Dispose();
    }

    [Fact]
    public async Task Watch_Schema_IsHeldAgainstWhenItAppearsAndWhenItChanges()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync();

        overrides.Files.Write("schemas/t.schema.json", """{ "properties": { "x": { "minimum": 5 } } }""");
        overrides.NextFailure();
        Assert.NotNull(live.Failure);
        overrides.Files.Write("schemas/t.schema.json", """{ "properties": { "x": { "$ref": "x.json" } } }""").Write("schemas/x.json", """{ "minimum": 3 }""");
        overrides.NextFailure();
        overrides.Files.Write("schemas/x.json", """{ "minimum": 1 }""");
        overrides.Write("a.yml", "x: 2");
        overrides.WaitFor("x", "2");
        Assert.Null(live.Failure);
    }

    [Fact]
    public async Task Watch_Polling_SeesTheSame()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(new WatchOptions { UsePolling = true, PollingInterval = TimeSpan.FromMilliseconds(5) });

        for (var round = 2; round < 6; round++)
        {
            overrides.Write("a.yml", $"x: {round}");
            overrides.WaitFor("x", $"{round}");
        }

        overrides.Write("a.yml", "x: [");
        overrides.NextFailure();
        overrides.Write("a.yml", "x: 1");
        overrides.WaitFor("x", "1");
        Assert.True(live.IsPolling);
    }

    [Fact]
    public async Task Watch_MoreDirectoriesThanAreWatched_IsPolledAndStillLive()
    {
        await using var overrides = new WatchedOverrides(directory: "overrides").Write("overrides/a.yml", "x: 1");
        for (var place = 0; place < 40; place++)
        {
            overrides.Write($"store{place}/b.yml", $"y{place}: 1");
            overrides.Files.Link($"overrides/b{place}.yml", overrides.Files[$"store{place}/b.yml"]);
        }

        var live = await overrides.WatchAsync(new WatchOptions { PollingInterval = TimeSpan.FromMilliseconds(5), UsePolling = false });

        Assert.True(live.IsPolling);
        overrides.Write("store33/b.yml", "y33: 2");
        overrides.WaitFor("y33", "2");
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "1", true)]
    [InlineData(null, "true", true)]
    [InlineData(null, "TRUE", true)]
    [InlineData(null, "0", null)]
    [InlineData(null, "", null)]
    [InlineData(false, "1", false)]
    [InlineData(true, null, true)]
    public void UsePolling_VariableAndOption_OptionWins(bool? option, string? variable, bool? expected)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (variable is not null)
        {
            variables.Add("DOTNET_USE_POLLING_FILE_WATCHER", variable);
        }

        Assert.Equal(expected, LiveConfigurations.UsePolling(new WatchOptions { UsePolling = option }, variables));
    }

    [Theory]
    [InlineData("nfs4", true)]
    [InlineData("CIFS", true)]
    [InlineData("9p", true)]
    [InlineData("fuse.sshfs", true)]
    [InlineData("fuseblk", false)]
    [InlineData("ext4", false)]
    [InlineData("overlay", false)]
    [InlineData("tmpfs", false)]
    public void NetworkFileSystem_Format_IsKnown(string format, bool expected) => Assert.Equal(expected, NetworkFileSystem.Names(format));

    [Fact]
    public void NetworkFileSystem_LocalOrMissingDirectory_IsNone()
    {
        Assert.False(NetworkFileSystem.Holds(Path.GetTempPath()));
        Assert.False(NetworkFileSystem.Holds("/no/such/directory"));
    }
}
