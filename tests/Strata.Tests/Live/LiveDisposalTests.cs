using Strata.Diagnostics;
using Strata.Live;
using Strata.Validation;

namespace Strata.Tests.Live;

/// <summary>The end of a watch: whoever asks for it, and from wherever.</summary>
public class LiveDisposalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly WatchOptions Quiet = new() { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DisposeAsync_BySomebodyWhomAHandlerWaitsFor_DoesNotHang(bool ofManager)
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);
        var told = 0;
        live.Changed += (_, _) =>
        {
            // Another thread, which knows nothing of who started it.
            Task ended;
            using (ExecutionContext.SuppressFlow())
            {
                ended = Task.Run(async () => await (ofManager ? overrides.Manager.DisposeAsync() : live.DisposeAsync()));
            }

            Assert.True(ended.Wait(Patience));
            told++;
        };

        overrides.Write("a.yml", "x: 2");
        Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync().WaitAsync(Patience, TestContext.Current.CancellationToken));

        await live.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task DisposeAsync_WhileAHandlerRuns_DoesNotWaitForItAndTellsNobodyElse()
    {
        await using var overrides = new WatchedOverrides().Write("a.yml", "x: 1");
        var live = await overrides.Manager.WatchAsync("t", Quiet, TestContext.Current.CancellationToken);
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        live.Changed += (_, _) =>
        {
            entered.Set();
            leave.Wait(TestContext.Current.CancellationToken);
        };
        var others = 0;
        live.Changed += (_, _) => others++;
        overrides.Manager.Changed += (_, _) => others++;
        overrides.Write("a.yml", "x: 2");
        var asked = live.ReloadAsync(TestContext.Current.CancellationToken);
        entered.Wait(TestContext.Current.CancellationToken);
        var late = live.ReloadAsync(TestContext.Current.CancellationToken);

        await live.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.False(live.Completion.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => live.ReloadAsync(TestContext.Current.CancellationToken));
        leave.Set();
        await live.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(ReloadOutcome.Changed, await asked);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late);
        Assert.Equal(0, others);
        Assert.Equal(2, live.Current.Configuration.Get<int>("x"));
    }

    [Fact]
    public async Task DisposeAsync_WhileFilesAreRead_WaitsAlsoForWhoOnceWasAHandler()
    {
        var rule = new RuleThatWaits();
        await using var overrides = new WatchedOverrides(options => options.Rules.Add(rule)).Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(Quiet);
        ExecutionContext? ofHandler = null;
        live.Changed += (_, _) => ofHandler ??= ExecutionContext.Capture();
        overrides.Write("a.yml", "x: 2");
        await overrides.ReloadAsync();

        rule.Waits = true;
        overrides.Write("a.yml", "x: 3");
        var waiting = overrides.ReloadAsync();
        rule.Entered.Wait(TestContext.Current.CancellationToken);

        // Something that a handler began, and that goes on long after it.
        Task? disposed = null;
        ExecutionContext.Run(ofHandler!, _ => disposed = live.DisposeAsync().AsTask(), null);
        Assert.False(disposed!.IsCompleted);
        rule.Leave.Set();

        await disposed;
        Assert.True(live.Completion.IsCompleted);
        Assert.Equal(ReloadOutcome.Failed, await waiting);
        Assert.Equal("2", overrides.Text("x"));
    }

    private sealed class RuleThatWaits : IConfigurationRule
    {
        public bool Waits { get; set; }

        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Leave { get; } = new();

        public RuleDescriptor Descriptor { get; } = new(new DiagnosticCode(6901), "waits", DiagnosticSeverity.Error);

        public void Check(RuleContext context)
        {
            if (Waits)
            {
                Entered.Set();
                Leave.Wait(TestContext.Current.CancellationToken);
            }
        }
    }
}
