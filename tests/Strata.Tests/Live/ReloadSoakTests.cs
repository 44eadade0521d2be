namespace Strata.Tests.Live;

/// <summary>Counts what the process holds, and so runs alone.</summary>
[CollectionDefinition(nameof(ReloadSoakTests), DisableParallelization = true)]
[Collection(nameof(ReloadSoakTests))]
[Trait("Level", "integration")]
public class ReloadSoakTests
{
    [Fact]
    public async Task Reload_ThousandsOfTimes_HoldsNoMore()
    {
        await using var overrides = new WatchedOverrides(directory: "mount");
        var mount = new ConfigMapMount(overrides.Files["mount"]);
        mount.Publish(FilesOf(0));
        var live = await overrides.WatchAsync();
        live.ReloadFailed += static (_, failed) => Assert.Fail(failed.Failure.ToString());

        await RunAsync(1, 300);
        var before = Holdings.Now();
        await RunAsync(301, 3_000);
        var after = Holdings.Now();

        Assert.Equal(3_001, live.Current.Revision);
        after.AssertNoMoreThan(before);

        async Task RunAsync(int from, int to)
        {
            for (var round = from; round <= to; round++)
            {
                if (round % 5 == 0)
                {
                    mount.Publish(FilesOf(round));
                }
                else
                {
                    // A key that there never was before, too.
                    overrides.Files.Write("mount/..data/f3.yml", FilesOf(round)[3].Text);
                }

                await overrides.ReloadAsync();
                while (live.Current.Revision <= round)
                {
                    overrides.NextChange();
                }
            }

            while (overrides.PendingChanges > 0)
            {
                overrides.NextChange();
            }
        }
    }

    [Fact]
    public async Task Watch_BegunAndEndedManyTimes_LeavesNothing()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1").Write("elsewhere/b.yml", "y: 1");
        overrides.Files.Link("sub/b.yml", overrides.Files["elsewhere/b.yml"]);
        await RunAsync(20);
        var before = Holdings.Now();
        await RunAsync(200);

        Holdings.Now().AssertNoMoreThan(before);

        async Task RunAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await using var live = await overrides.Manager.WatchAsync("t", cancellationToken: TestContext.Current.CancellationToken);
                await live.ReloadAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    private static (string Name, string Text)[] FilesOf(int round) =>
    [
        .. Enumerable.Range(0, 6).Select(file => (
            $"f{file}.yml",
            $"_metadata: {{type: t, priority: {file}, sensitive: [\"s{round}.*\"], merge: {{\"**.l\": append}}}}\nround: {round}\nkeys: {{k{round}: {round}, l: [{round}], m: {{n: \"${{UNSET:-{round}}}\"}}}}\nfile: ${{file:in.txt}}\n")),
        ("in.txt", $"{round}"),
    ];
}
