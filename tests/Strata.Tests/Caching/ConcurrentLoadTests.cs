using Strata.Diagnostics;
using Strata.Tests.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata.Tests.Caching;

/// <summary>What happens while a configuration is being resolved: a rule holds it there until the test lets it go.</summary>
public sealed class ConcurrentLoadTests : IDisposable
{
    private const int Many = 16;

    private readonly TempDirectory _overrides = new TempDirectory().Write("app.yml", "x: 1\n");
    private readonly Gate _gate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _gate.Dispose();
        _overrides.Dispose();
    }

    [Fact]
    public async Task Load_InvalidByManyAtOnce_EachIsToldAndNothingIsRemembered()
    {
        await using var manager = Manager();
        _gate.IsError = true;
        var first = manager.LoadWithValidationAsync("app", Cancellation);
        _gate.AwaitEntered();
        var others = Enumerable.Range(0, Many).Select(_ => manager.LoadWithValidationAsync("app", Cancellation)).ToList();
        _gate.Open();

        foreach (var load in others.Prepend(first))
        {
            var exception = await Assert.ThrowsAsync<OverrideValidationException>(() => load);
            Assert.Equal("STR6901", Assert.Single(exception.Result.Errors).Code.ToString());
        }

        // Those who asked after the first had begun share a second: as many of them as the machine lets ask before it is over.
        Assert.InRange(manager.GetCacheStats()!.Resolutions, 1, Many);
        Assert.Equal(0, manager.GetCacheStats()!.Memory.Entries);
        _gate.IsError = false;
        Assert.Equal(1, (await manager.LoadWithValidationAsync("app", Cancellation)).Get<int>("x"));
    }

    [Fact]
    public async Task Load_AllButOneGiveUp_TheOneIsServed()
    {
        await using var manager = Manager();
        using var source = new CancellationTokenSource();
        var givenUp = manager.LoadWithValidationAsync("app", source.Token);
        _gate.AwaitEntered();
        var patient = manager.LoadWithValidationAsync("app", Cancellation);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        _gate.Open();

        Assert.Equal(1, (await patient).Get<int>("x"));
        Assert.Equal(1, manager.GetCacheStats()!.Resolutions);
    }

    [Fact]
    public async Task Clear_WhileSomethingIsResolved_IsNotUndoneByIt()
    {
        await using var manager = Manager();
        var load = manager.LoadWithValidationAsync("app", Cancellation);
        _gate.AwaitEntered();

        manager.ClearCache();
        var later = manager.LoadWithValidationAsync("app", Cancellation);
        Assert.Equal(1, (await later).Get<int>("x"));
        Assert.Equal(2, manager.GetCacheStats()!.Resolutions);
        manager.ClearCache();
        _gate.Open();

        Assert.Equal(1, (await load).Get<int>("x"));
        Assert.Equal(0, manager.GetCacheStats()!.Memory.Entries);
    }

    [Fact]
    public async Task TemporaryOverride_WhileSomethingIsLoaded_IsInWhatComesOfIt()
    {
        await using var manager = Manager();
        var load = manager.LoadWithValidationAsync("app", Cancellation);
        _gate.AwaitEntered();

        using (manager.TemporaryOverride("x: 2"))
        {
            _gate.Open();

            Assert.Equal(2, (await load).Get<int>("x"));
            Assert.Equal(2, manager.Get<int>("x"));
        }

        Assert.Equal(1, manager.Get<int>("x"));
    }

    [Fact]
    public async Task TemporaryOverride_DisposedWhileSomethingIsLoaded_IsNotInWhatComesOfIt()
    {
        await using var manager = Manager();
        var temporary = manager.TemporaryOverride("x: 2");
        var load = manager.LoadWithValidationAsync("app", Cancellation);
        _gate.AwaitEntered();

        temporary.Dispose();
        _gate.Open();

        Assert.Equal(1, (await load).Get<int>("x"));
        Assert.Equal(1, manager.Get<int>("x"));
    }

    [Fact]
    public async Task TemporaryOverride_BadForWhatIsBeingLoaded_FailsItAndKeepsWhatWasLoaded()
    {
        _overrides.Write("other.yml", "x: 3\n");
        await using var manager = Manager();
        _gate.Open();
        await manager.LoadWithValidationAsync("other", Cancellation);
        _gate.Close();
        var load = manager.LoadWithValidationAsync("app", Cancellation);
        _gate.AwaitEntered();

        using (manager.TemporaryOverride("_metadata: {type: app}\ny: ${UNSET_HERE}"))
        {
            _gate.Open();
            await Assert.ThrowsAsync<OverrideValidationException>(() => load);

            Assert.Equal(3, manager.Get<int>("x"));
        }
    }

    private OverrideManager Manager()
    {
        var options = new OverrideManagerOptions { Variables = VariableSet.Empty, Environment = "development" };
        options.Rules.Add(_gate);
        return new OverrideManager(_overrides.Path, options);
    }

    /// <summary>A rule that holds the first resolution that comes to it.</summary>
    private sealed class Gate : IConfigurationRule, IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly ManualResetEventSlim _entered = new();
        private int _held;

        public bool IsError { get; set; }

        public RuleDescriptor Descriptor { get; } = new(new DiagnosticCode(6901), "a rule that waits", DiagnosticSeverity.Error);

        public void Open() => _open.Set();

        public void Close()
        {
            _held = 0;
            _open.Reset();
            _entered.Reset();
        }

        public void AwaitEntered() => Assert.True(_entered.Wait(TimeSpan.FromSeconds(60), Cancellation));

        public void Check(RuleContext context)
        {
            if (Interlocked.Exchange(ref _held, 1) == 0)
            {
                _entered.Set();
                Assert.True(_open.Wait(TimeSpan.FromSeconds(60)));
            }

            if (IsError)
            {
                context.Report(ConfigPath.Parse("x"), "bad");
            }
        }

        public void Dispose()
        {
            _open.Dispose();
            _entered.Dispose();
        }
    }
}
