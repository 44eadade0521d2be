using Strata.Diagnostics;
using Strata.Live;
using Strata.Snapshots;
using Strata.Validation;

namespace Strata.Tests.Live;

/// <summary>Temporary overrides, as those who watch see them.</summary>
public class LiveTemporaryOverrideTests
{
    // Nothing looks at the files by itself.
    private static readonly WatchOptions Quiet = new() { UsePolling = true, PollingInterval = TimeSpan.FromDays(1), Debounce = TimeSpan.FromDays(1) };

    [Fact]
    public async Task TemporaryOverride_WhileWatched_IsLiveAndThenGone()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1\ny: 1");
        var live = await overrides.WatchAsync(Quiet);
        var ofManager = new List<long>();
        overrides.Manager.Changed += (_, change) => ofManager.Add(change.New.Revision);

        using (overrides.Manager.TemporaryOverride("x: 2\nz: 3"))
        {
            var change = overrides.NextChange();
            Assert.Equal([("x", ChangeKind.Changed), ("z", ChangeKind.Added)], change.Changes.Select(static difference => (difference.Path.ToString(), difference.Kind)));
            Assert.Equal(2, live.Current.Revision);
            Assert.Equal("temporary-1", live.Current.Configuration.Explain("x")!.Origin!.Override);
            Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());
        }

        Assert.Equal(["x", "z"], overrides.NextChange().Changes.Select(static difference => difference.Path.ToString()));
        Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());
        Assert.Equal(("1", 3), (overrides.Text("x"), live.Current.Revision));
        Assert.Equal([2, 3], ofManager);
    }

    [Fact]
    public async Task TemporaryOverride_WhileWatched_CostsWhatItChanges()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1\nrest: { deep: { y: 1 } }").Write("b.yml", "rest: { deep: { z: 1 } }");
        var before = (await overrides.WatchAsync(Quiet)).Current.Configuration;

        using (overrides.Manager.TemporaryOverride("x: 2"))
        {
            var with = overrides.NextChange().New.Configuration;
            Assert.Same(before.Root["rest"], with.Root["rest"]);
            Assert.All(before.Selection.Stack.Zip(with.Selection.Stack), static pair => Assert.Same(pair.First, pair.Second));
        }

        Assert.Same(before.Root["rest"], overrides.NextChange().New.Configuration.Root["rest"]);
    }

    [Fact]
    public async Task TemporaryOverride_OfAnotherType_TellsNobody()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);

        using (overrides.Manager.TemporaryOverride("_metadata: { type: other }\nx: 2"))
        {
            await overrides.ReloadAsync();
        }

        await overrides.ReloadAsync();
        Assert.Equal((0, 1), (overrides.PendingChanges, live.Current.Revision));
    }

    [Fact]
    public async Task TemporaryOverride_InvalidWithWhatIsWatched_KeepsTheLastGoodUntilItIsGone()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);

        using (overrides.Manager.TemporaryOverride("x: ${UNSET}"))
        {
            Assert.Equal(DiagnosticCode.UnsetVariable, Assert.Single(overrides.NextFailure().Failure.Validation!.Errors).Code);
            Assert.Equal("1", overrides.Text("x"));
        }

        Assert.Equal(ReloadOutcome.Unchanged, await overrides.ReloadAsync());
        Assert.Null(live.Failure);
    }

    [Fact]
    public async Task TemporaryOverride_PutWhileAWatchBegins_IsNotMissed()
    {
        IDisposable? scope = null;
        var rule = new RuleThatCalls();
        await using var overrides = new WatchedOverrides(options => options.Rules.Add(rule)).Write("a.yml", "x: 1");
        rule.Action = () => scope ??= overrides.Manager.TemporaryOverride("x: 2");

        var live = await overrides.Manager.WatchAsync("t", Quiet, TestContext.Current.CancellationToken);
        Assert.NotNull(scope);

        while (live.Current.Configuration.Get<int>("x") != 2)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        scope.Dispose();
    }

    [Fact]
    public async Task TemporaryOverride_FromAHandler_IsLiveInTheNextRevision()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1\ny: 1");
        var live = await overrides.WatchAsync(Quiet);
        IDisposable? scope = null;
        live.Changed += (_, _) => scope ??= overrides.Manager.TemporaryOverride("y: 2");

        overrides.Write("a.yml", "x: 2\ny: 1");
        await overrides.ReloadAsync();

        Assert.Equal("x", Assert.Single(overrides.NextChange().Changes).Path.ToString());
        Assert.Equal("y", Assert.Single(overrides.NextChange().Changes).Path.ToString());
        scope!.Dispose();
        Assert.Equal("y", Assert.Single(overrides.NextChange().Changes).Path.ToString());
    }

    [Fact]
    public async Task TemporaryOverride_ThatARuleThrowsAt_IsNotThere()
    {
        var rule = new RuleThatCalls();
        await using var overrides = new WatchedOverrides(options => options.Rules.Add(rule)).Write("a.yml", "x: 1");
        await overrides.Manager.LoadWithValidationAsync("t", TestContext.Current.CancellationToken);

        rule.Action = static () => throw new FormatException("a bug of the rule's");
        Assert.Throws<InvalidOperationException>(() => overrides.Manager.TemporaryOverride("x: 2"));
        rule.Action = null;

        Assert.Equal(1, overrides.Manager.Get<int>("x"));
        Assert.Equal(1, (await overrides.Manager.LoadWithValidationAsync("t", TestContext.Current.CancellationToken)).Get<int>("x"));
    }

    [Fact]
    public async Task TemporaryOverride_DisposedWhileARuleThrows_IsGoneAndThrowsNothing()
    {
        var rule = new RuleThatCalls();
        await using var overrides = new WatchedOverrides(options => options.Rules.Add(rule)).Write("a.yml", "x: 1");
        await overrides.Manager.LoadWithValidationAsync("t", TestContext.Current.CancellationToken);
        var scope = overrides.Manager.TemporaryOverride("x: 2");

        rule.Action = static () => throw new FormatException("a bug of the rule's");
        scope.Dispose();
        rule.Action = null;

        Assert.Throws<InvalidOperationException>(() => overrides.Manager.Get<int>("x"));
        Assert.Equal(1, (await overrides.Manager.LoadWithValidationAsync("t", TestContext.Current.CancellationToken)).Get<int>("x"));
    }

    private sealed class RuleThatCalls : IConfigurationRule
    {
        public Action? Action { get; set; }

        public RuleDescriptor Descriptor { get; } = new(new DiagnosticCode(6901), "calls somebody", DiagnosticSeverity.Error);

        public void Check(RuleContext context) => Action?.Invoke();
    }
}
