using Microsoft.Extensions.Time.Testing;
using Strata.Diagnostics;
using Strata.Live;
using Strata.Snapshots;
using Strata.Validation;
using Strata.Values;

namespace Strata.Tests.Live;

public class LiveConfigurationTests
{
    // Nothing but ReloadAsync reads.
    private static readonly WatchOptions Quiet = new() { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) };

    [Fact]
    public async Task WatchAsync_InvalidAtFirst_ThrowsEverything()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: ${UNSET}\ny: ${OTHER}");

        var exception = await Assert.ThrowsAsync<OverrideValidationException>(() => overrides.WatchAsync());

        Assert.Equal(2, exception.Result.Errors.Length);
    }

    [Fact]
    public async Task WatchAsync_Valid_IsTheFirstRevision()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
        await using var overrides = new WatchedOverrides(options => options.TimeProvider = clock).Write("a.yml", "x: 1");

        var live = await overrides.WatchAsync(Quiet);

        Assert.Equal(1, live.Current.Revision);
        Assert.Equal(clock.GetUtcNow(), live.Current.LoadedAt);
        Assert.Equal("t", live.Type);
        Assert.Null(live.Failure);
        Assert.True(live.IsPolling);
    }

    [Fact]
    public async Task WatchAsync_Cancelled_GivesUp()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => overrides.Manager.WatchAsync("t", Quiet, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task ReloadAsync_ValueChanged_SwapsAndThenTells()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1\ny: 1");
        var live = await overrides.WatchAsync(Quiet);
        var seen = new List<(long Revision, long OfManager)>();
        live.Changed += (sender, change) => seen.Add((((LiveConfiguration)sender!).Current.Revision, -1));
        overrides.Manager.Changed += (sender, change) => seen.Add((change.New.Revision, ((LiveConfiguration)sender!).Current.Revision));

        overrides.Write("a.yml", "x: 2\ny: 1\nz: 1");
        Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync());

        var change = overrides.NextChange();
        Assert.Equal((1, 2), (change.Old.Revision, change.New.Revision));
        Assert.Same(live.Current, change.New);
        Assert.Equal([("x", ChangeKind.Changed), ("z", ChangeKind.Added)], change.Changes.Select(static difference => (difference.Path.ToString(), difference.Kind)));
        Assert.Equal([(2, -1), (2, 2)], seen);
        Assert.Equal("1", ((ScalarNode)change.Old.Configuration.Root["x"]).Text);
    }

    [Theory]
    [InlineData("x: 1\ny: [a, b]", "# said otherwise\nx: 1\ny: [a, b]")]
    [InlineData("x: 1\ny: [a, b]", "y:\n- a\n- b\nx: 1")]
    [InlineData("x: 1\ny: [a, b]", "x: 1.0\ny: ['a', \"b\"]")]
    [InlineData("x: 1\ny: ${UNSET:-text}", "x: 1\n\n\ny: text")]
    public async Task ReloadAsync_SameValuesElsewhere_TellsNobodyAndKnowsTheNewPlaces(string before, string after)
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", before);
        var live = await overrides.WatchAsync(Quiet);
        var first = live.Current;

        overrides.Write("a.yml", after);
        Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());

        Assert.NotSame(first, live.Current);
        Assert.Equal(1, live.Current.Revision);
        Assert.Equal(0, overrides.PendingChanges);
        var fresh = await overrides.Manager.LoadWithValidationAsync("t", TestContext.Current.CancellationToken);
        Assert.Equal(fresh.Explain("y")!.Origin!.Position, live.Current.Configuration.Explain("y")!.Origin!.Position);
    }

    [Fact]
    public async Task ReloadAsync_NothingTouched_KeepsTheSnapshot()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);
        var first = live.Current;

        Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());
        File.SetLastWriteTimeUtc(overrides.Files["a.yml"], DateTime.UtcNow.AddMinutes(-1));
        Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());

        Assert.Equal(first.Revision, live.Current.Revision);
        Assert.Same(first.Configuration.Root["x"], live.Current.Configuration.Root["x"]);
    }

    [Fact]
    public async Task ReloadAsync_SameSizeAndTime_IsReadAllTheSame()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        await overrides.WatchAsync(Quiet);
        var written = File.GetLastWriteTimeUtc(overrides.Files["a.yml"]);

        overrides.Write("a.yml", "x: 2");
        File.SetLastWriteTimeUtc(overrides.Files["a.yml"], written);

        Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync());
        Assert.Equal("2", overrides.Text("x"));
    }

    [Fact]
    public async Task ReloadAsync_BadFile_KeepsTheLastGoodAndSaysSoOnce()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
        await using var overrides = new WatchedOverrides(options => options.TimeProvider = clock).Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);
        var good = live.Current;

        clock.Advance(TimeSpan.FromSeconds(1));
        overrides.Write("a.yml", "x: [");
        Assert.Equal(ReloadOutcome.Failed, await overrides.ReloadAsync());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ReloadOutcome.Failed, await overrides.ReloadAsync());

        Assert.Same(good, live.Current);
        var failure = overrides.NextFailure();
        Assert.Same(good, failure.Kept);
        Assert.Equal(0, overrides.PendingFailures);
        Assert.Equal(good.LoadedAt.AddSeconds(1), live.Failure!.Since);
        Assert.Equal(good.LoadedAt.AddSeconds(2), live.Failure.At);
        Assert.False(live.Failure.Validation!.IsValid);
        Assert.Contains("a.yml", live.Failure.ToString(), StringComparison.Ordinal);

        overrides.Write("a.yml", "x: ${OTHERWISE}");
        Assert.Equal(ReloadOutcome.Failed, await overrides.ReloadAsync());
        Assert.Equal(DiagnosticCode.UnsetVariable, Assert.Single(overrides.NextFailure().Failure.Validation!.Errors).Code);

        overrides.Write("a.yml", "x: 2");
        Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync());
        Assert.Null(live.Failure);
        Assert.Equal(2, overrides.NextChange().New.Revision);
    }

    [Fact]
    public async Task ReloadAsync_MendedToWhatItWas_IsFreshWithoutAChange()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);

        overrides.Write("a.yml", "x: [");
        await overrides.ReloadAsync();
        overrides.Write("a.yml", "x: 1");

        Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());
        Assert.Null(live.Failure);
        Assert.Equal(0, overrides.PendingChanges);
    }

    [Fact]
    public async Task ReloadAsync_RuleThrows_KeepsTheLastGoodUntilItDoesNot()
    {
        var rule = new RuleThatThrowsAt("2");
        await using var overrides = new WatchedOverrides(options => options.Rules.Add(rule)).Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);

        overrides.Write("a.yml", "x: 2");
        Assert.Equal(ReloadOutcome.Failed, await overrides.ReloadAsync());
        Assert.IsType<InvalidOperationException>(live.Failure!.Exception);
        Assert.Null(live.Failure.Validation);
        Assert.Equal("1", overrides.Text("x"));

        rule.Text = "3";
        Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync());
        Assert.Equal("2", overrides.Text("x"));
        Assert.Null(live.Failure);
    }

    [Fact]
    public async Task ReloadAsync_ClockThrowsOnce_IsMendedByAReadingThatFindsNothingNew()
    {
        var clock = new ClockThatThrows();
        await using var overrides = new WatchedOverrides(options => options.TimeProvider = clock).Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);

        clock.ThrowsOnce = true;
        Assert.Equal(ReloadOutcome.Failed, await overrides.ReloadAsync());
        Assert.IsType<TimeoutException>(live.Failure!.Exception);

        Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());
        Assert.Null(live.Failure);
    }

    [Fact]
    public async Task Changed_HandlerThrows_HurtsNobodyElse()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.Manager.WatchAsync("t", Quiet, TestContext.Current.CancellationToken);
        var (told, failures) = (0, new List<Exception>());
        live.Changed += static (_, _) => throw new FormatException("mine");
        live.Changed += (_, _) => told++;
        live.HandlerFailed += static (_, _) => throw new InvalidOperationException("this too");
        live.HandlerFailed += (_, failed) => failures.Add(failed.Exception);
        overrides.Manager.Changed += static (_, _) => throw new FormatException("the manager's");
        overrides.Manager.Changed += (_, _) => told++;

        for (var round = 2; round < 4; round++)
        {
            overrides.Write("a.yml", $"x: {round}");
            Assert.Equal(ReloadOutcome.Changed, await live.ReloadAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(4, told);
        Assert.Equal(["mine", "the manager's", "mine", "the manager's"], failures.Select(static failure => failure.Message));
        Assert.Equal(3, live.Current.Revision);
    }

    [Fact]
    public async Task Changed_ManyAtOnce_ComesInOrderAndNeverTwiceAtATime()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 0");
        var live = await overrides.WatchAsync(Quiet);
        var (revisions, within, most) = (new List<long>(), 0, 0);
        live.Changed += (_, change) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref within));
            revisions.Add(change.New.Revision);
            Interlocked.Decrement(ref within);
        };

        var reloads = new List<Task<ReloadOutcome>>();
        for (var round = 1; round <= 50; round++)
        {
            overrides.Write("a.yml", $"x: {round}");
            reloads.AddRange(Enumerable.Range(0, 4).Select(_ => overrides.ReloadAsync()));
        }

        await Task.WhenAll(reloads);
        Assert.Equal(Enumerable.Range(2, revisions.Count).Select(static revision => (long)revision), revisions);
        Assert.Equal(1, most);
        Assert.Equal("50", overrides.Text("x"));
    }

    [Fact]
    public async Task Changed_HandlerDisposes_EndsTheWatchAndDoesNotHang()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);
        live.Changed += (_, _) => live.DisposeAsync().AsTask().GetAwaiter().GetResult();

        overrides.Write("a.yml", "x: 2");
        Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync());

        await live.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => live.ReloadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DisposeAsync_Manager_EndsAllWatchesAndStartsNone()
    {
        var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var first = await overrides.WatchAsync();
        var second = await overrides.Manager.WatchAsync("t", cancellationToken: TestContext.Current.CancellationToken);

        await overrides.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.ReloadAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second.ReloadAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => overrides.Manager.WatchAsync("t", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("1", ((ScalarNode)first.Current.Configuration.Root["x"]).Text);
    }

    [Fact]
    public async Task Heartbeat_ConditionOnTheTime_TakesEffectWithoutAChangeOfFiles()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero));
        await using var overrides = new WatchedOverrides(options => options.TimeProvider = clock)
            .Write("a.yml", "x: 1")
            .Write("night.yml", "x: 2", "type: t, priority: 9, conditions: {time_range: {start: \"22:00\", end: \"06:00\"}}");
        var live = await overrides.WatchAsync(new WatchOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(1) });
        Assert.Equal("1", overrides.Text("x"));

        clock.Advance(TimeSpan.FromHours(15));
        Assert.Equal("2", ((ScalarNode)overrides.NextChange().New.Configuration.Root["x"]).Text);
        Assert.Equal(clock.GetUtcNow(), live.Current.Configuration.Context.Now);
    }

    [Fact]
    public void WatchOptions_NoInterval_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WatchOptions { Debounce = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WatchOptions { PollingInterval = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WatchOptions { PollingInterval = TimeSpan.FromDays(25) });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new WatchOptions { HeartbeatInterval = TimeSpan.Zero });
    }

    private sealed class ClockThatThrows : TimeProvider
    {
        public bool ThrowsOnce { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            if (ThrowsOnce)
            {
                ThrowsOnce = false;
                throw new TimeoutException("the clock does not answer");
            }

            return base.GetUtcNow();
        }
    }

    private sealed class RuleThatThrowsAt(string text) : IConfigurationRule
    {
        public string Text { get; set; } = text;

        public RuleDescriptor Descriptor { get; } = new(new DiagnosticCode(6901), "throws at a value", DiagnosticSeverity.Error);

        public void Check(RuleContext context)
        {
            if (((ScalarNode)context.Configuration.Root["x"]).Text == Text)
            {
                throw new FormatException("no number");
            }
        }
    }
}
