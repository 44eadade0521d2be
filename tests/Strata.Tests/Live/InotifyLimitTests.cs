using System.Diagnostics;
using Strata.Live;
using Strata.Tests.Processes;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Live;

/// <summary>
/// The limits of inotify, reached in fact: in a user namespace, which has limits of its own, so that nobody else on the machine meets them.
/// </summary>
[Trait("Level", "integration")]
public sealed class InotifyLimitTests : IDisposable
{
    private const string Instances = "/proc/sys/user/max_inotify_instances";
    private const string Watches = "/proc/sys/user/max_inotify_watches";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempDirectory _directory = new TempDirectory().Write("a.yml", "_metadata: { type: t }\nx: 1\n");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public Task Watch_NoInstanceLeft_IsPolledUntilThereIsOne() => Run(nameof(NoInstanceLeft), $"echo 0 > {Instances}");

    [Theory]
    [InlineData(nameof(TooFewWatches))]
    [InlineData(nameof(TooFewWatchesForAWhile))]
    public Task Watch_TooFewWatches_IsPolledAndAtRestUntilThereAreMore(string test)
    {
        for (var i = 0; i < 8; i++)
        {
            _directory.Write($"d{i}/o{i}.yml", "_metadata: { type: t }\n");
        }

        return Run(test, $"echo 4 > {Watches}");
    }

    [Fact(Explicit = true)]
    public async Task NoInstanceLeft()
    {
        var directory = TestProcess.Directory;
        await using var manager = new OverrideManager(directory, new OverrideManagerOptions { Variables = VariableSet.Empty });
        await using var live = await manager.WatchAsync("t", new WatchOptions { PollingInterval = TimeSpan.FromMilliseconds(50), HeartbeatInterval = Timeout.InfiniteTimeSpan }, TestContext.Current.CancellationToken);
        Assert.True(live.IsPolling);

        Write(directory, 2);
        await Until(() => live.Current.Configuration.Get<int>("x") == 2);
        Assert.True(live.IsPolling);

        File.WriteAllText(Instances, "100");
        await Until(() => !live.IsPolling);

        Write(directory, 3);
        await Until(() => live.Current.Configuration.Get<int>("x") == 3);
    }

    [Fact(Explicit = true)]
    public async Task TooFewWatches()
    {
        var directory = TestProcess.Directory;
        var clock = new CountingClock();
        await using var manager = new OverrideManager(directory, new OverrideManagerOptions { Variables = VariableSet.Empty, TimeProvider = clock });
        await using var live = await manager.WatchAsync("t", new WatchOptions { Debounce = TimeSpan.FromMilliseconds(1), PollingInterval = TimeSpan.FromDays(1), HeartbeatInterval = TimeSpan.FromDays(1) }, TestContext.Current.CancellationToken);
        await Until(() => live.IsPolling);

        // What cannot be watched must not be tried again and again for its failing.
        var (looks, since) = (clock.Asked, Stopwatch.StartNew());
        await Until(() =>
        {
            if (clock.Asked != looks)
            {
                (looks, since) = (clock.Asked, Stopwatch.StartNew());
            }

            return since.Elapsed > TimeSpan.FromSeconds(1);
        });
        Assert.True(live.IsPolling);

        Write(directory, 2);
        await live.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, live.Current.Configuration.Get<int>("x"));
    }

    [Fact(Explicit = true)]
    public async Task TooFewWatchesForAWhile()
    {
        var directory = TestProcess.Directory;
        await using var manager = new OverrideManager(directory, new OverrideManagerOptions { Variables = VariableSet.Empty });
        await using var live = await manager.WatchAsync("t", new WatchOptions { PollingInterval = TimeSpan.FromMilliseconds(50), HeartbeatInterval = TimeSpan.FromSeconds(1) }, TestContext.Current.CancellationToken);
        await Until(() => live.IsPolling);

        Write(directory, 2);
        await Until(() => live.Current.Configuration.Get<int>("x") == 2);

        File.WriteAllText(Watches, "1000");
        await Until(() => !live.IsPolling);
        Write(directory, 3);
        await Until(() => live.Current.Configuration.Get<int>("x") == 3);
    }

    private static void Write(string directory, int value) => File.WriteAllText(Path.Combine(directory, "a.yml"), $"_metadata: {{ type: t }}\nx: {value}\n");

    private static async Task Until(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.Elapsed < Patience);
        }
    }

    private async Task Run(string test, string limit)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && MayLimit(), "limits of one's own need user namespaces");
        using var process = TestProcess.Start($"{typeof(InotifyLimitTests).FullName}.{test}", _directory.Path, "unshare", "-r", "sh", "-c", $"{limit}; exec \"$0\" \"$@\"");
        await process.AssertPassedAsync();
    }

    private static bool MayLimit()
    {
        try
        {
            using var unshare = Process.Start(new ProcessStartInfo("unshare", ["-r", "sh", "-c", $"echo 1 > {Instances} && echo 1 > {Watches}"]) { RedirectStandardError = true })!;
            unshare.WaitForExit();
            return unshare.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed class CountingClock : TimeProvider
    {
        private int _asked;

        /// <summary>How often somebody looked at the files, for each look asks what time it is.</summary>
        public int Asked => Volatile.Read(ref _asked);

        public override DateTimeOffset GetUtcNow()
        {
            Interlocked.Increment(ref _asked);
            return base.GetUtcNow();
        }
    }
}
