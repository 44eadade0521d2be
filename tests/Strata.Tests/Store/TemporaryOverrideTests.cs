using Strata.Tests.Sources;

namespace Strata.Tests.Store;

public sealed class TemporaryOverrideTests : IDisposable
{
    private readonly TempDirectory _directory = new TempDirectory().Write("app.yml", "_metadata: { priority: 1000000 }\na: 1\nb: 1\n");
    private readonly OverrideManager _manager;

    public TemporaryOverrideTests() => _manager = new OverrideManager(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task TemporaryOverride_UntilDisposed_Wins()
    {
        await Load();
        using (_manager.TemporaryOverride("a: 2"))
        {
            Assert.Equal(2, _manager.Get<int>("a"));
            Assert.Equal(2, (await Load()).Get<int>("a"));
            Assert.Equal("temporary-1", _manager.Explain("a")!.Origin!.Override);
        }

        Assert.Equal(1, _manager.Get<int>("a"));
        Assert.Equal(1, (await Load()).Get<int>("a"));
        Assert.Equal(["app.yml"], Directory.GetFiles(_directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task TemporaryOverride_WhenTheBodyThrows_IsGone()
    {
        await Load();

        Assert.Throws<TimeoutException>(Fail);

        Assert.Equal(1, _manager.Get<int>("a"));
    }

    [Fact]
    public async Task TemporaryOverride_Nested_TheLaterWinsInWhateverOrderTheyEnd()
    {
        await Load();
        var first = _manager.TemporaryOverride("a: 2\nb: 2");
        var second = _manager.TemporaryOverride("a: 3");
        Assert.Equal((3, 2), (_manager.Get<int>("a"), _manager.Get<int>("b")));

        first.Dispose();
        Assert.Equal((3, 1), (_manager.Get<int>("a"), _manager.Get<int>("b")));

        second.Dispose();
        second.Dispose();
        Assert.Equal((1, 1), (_manager.Get<int>("a"), _manager.Get<int>("b")));
    }

    [Fact]
    public async Task TemporaryOverride_WithATypeAndPriority_IsOfThatTypeAndRank()
    {
        await Load();
        using var low = _manager.TemporaryOverride("_metadata: { priority: low }\na: 2\nc: 2");
        using var other = _manager.TemporaryOverride("_metadata: { type: other }\nb: 2");

        Assert.Equal((1, 1, 2), (_manager.Get<int>("a"), _manager.Get<int>("b"), _manager.Get<int>("c")));
    }

    [Fact]
    public async Task TemporaryOverride_ThatIsBad_IsNotThere()
    {
        await Load();

        Assert.Throws<OverrideValidationException>(() => _manager.TemporaryOverride("a: ["));
        Assert.Throws<OverrideValidationException>(() => _manager.TemporaryOverride("a: ${UNSET_HERE_AND_NOW}"));
        Assert.Throws<OverrideValidationException>(() => _manager.TemporaryOverride("a: 1\n---\na: 2"));

        Assert.Equal(1, _manager.Get<int>("a"));
        Assert.Equal(1, (await Load()).Get<int>("a"));
    }

    [Fact]
    public async Task TemporaryOverride_FromManyThreads_LeavesNothingBehind()
    {
        await Load();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                using (_manager.TemporaryOverride($"own{worker}: {i}"))
                {
                    Assert.Equal(i, _manager.Get<int>($"own{worker}"));
                    Assert.Equal(i, (await Load()).Get<int>($"own{worker}"));
                }
            }
        })));

        Assert.Equal(["a", "b"], (await Load()).Root.Keys);
        Assert.Equal(1, _manager.Get<int>("a"));
        Assert.Throws<KeyNotFoundException>(() => _manager.Get<int>("own0"));
    }

    [Fact]
    public async Task Statistics_CountWhatWasResolved()
    {
        Assert.Equal(0, _manager.GetResolveStatistics().Count);
        await Load();
        await Assert.ThrowsAsync<OverrideValidationException>(() => _manager.LoadWithValidationAsync("unknown", TestContext.Current.CancellationToken));

        var statistics = _manager.GetResolveStatistics();

        Assert.Equal((2, 1), (statistics.Count, statistics.Failed));
        Assert.True(statistics.Longest >= statistics.Median && statistics.Longest >= statistics.Last && statistics.Total >= statistics.Longest && statistics.Percentile95 >= statistics.Median && statistics.Longest > TimeSpan.Zero);
    }

    [Fact]
    public void Diff_OfTwoContexts_IsWhatDiffers()
    {
        _directory.Write("other.yml", "a: 1\nb: 2\n");

        Assert.Equal(["b"], _manager.Diff("app", "other").Select(static change => change.Path.ToString()));
    }

    private void Fail()
    {
        using (_manager.TemporaryOverride("a: 2"))
        {
            Assert.Equal(2, _manager.Get<int>("a"));
            throw new TimeoutException();
        }
    }

    private Task<Strata.Snapshots.ResolvedConfiguration> Load() => _manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
}
