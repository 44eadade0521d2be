using System.Collections.Concurrent;
using Strata.Live;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Live;

/// <summary>A directory of overrides of the type <c>t</c>, a manager, and a configuration that it watches.</summary>
internal sealed class WatchedOverrides : IAsyncDisposable
{
    // Far longer than anything takes here, on a machine that is busy with other things.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<ConfigurationChangedEventArgs> _changes = [];
    private readonly BlockingCollection<ReloadFailedEventArgs> _failures = [];
    private LiveConfiguration? _live;

    public WatchedOverrides(Action<OverrideManagerOptions>? configure = null, string? directory = null)
    {
        var options = new OverrideManagerOptions { Variables = VariableSet.Empty, ReadKeyVariables = false };
        configure?.Invoke(options);
        Manager = new OverrideManager(directory is null ? Files.Path : Files[directory], options);
    }

    public TempDirectory Files { get; } = new();

    public OverrideManager Manager { get; }

    public LiveConfiguration Live => _live ?? throw new InvalidOperationException("Nothing is watched yet.");

    /// <summary>How many events of changes came that nobody has waited for.</summary>
    public int PendingChanges => _changes.Count;

    public int PendingFailures => _failures.Count;

    public async Task<LiveConfiguration> WatchAsync(WatchOptions? options = null)
    {
        // No heartbeat: whatever is noticed was told of.
        _live = await Manager.WatchAsync("t", options ?? new WatchOptions { HeartbeatInterval = Timeout.InfiniteTimeSpan, UsePolling = false }, TestContext.Current.CancellationToken);
        _live.Changed += (_, change) => _changes.Add(change);
        _live.ReloadFailed += (_, failure) => _failures.Add(failure);
        return _live;
    }

    public ConfigurationChangedEventArgs NextChange() => Next(_changes, "change");

    public ReloadFailedEventArgs NextFailure() => Next(_failures, "failure");

    /// <summary>Waits until a value is what it should be, however many changes that takes.</summary>
    public void WaitFor(string path, string value)
    {
        while (Text(path) != value)
        {
            NextChange();
        }
    }

    public Task<ReloadOutcome> ReloadAsync() => Live.ReloadAsync(TestContext.Current.CancellationToken);

    public string? Text(string path) => Live.Current.Configuration.TryGet(path, out var node) ? ((ScalarNode)node).Text : null;

    public WatchedOverrides Write(string name, string body, string metadata = "type: t")
    {
        Files.Write(name, $"_metadata: {{{metadata}}}\n{body}\n");
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Manager.DisposeAsync();
        Files.Dispose();
        _changes.Dispose();
        _failures.Dispose();
    }

    private T Next<T>(BlockingCollection<T> events, string kind) =>
        events.TryTake(out var happened, (int)Patience.TotalMilliseconds, TestContext.Current.CancellationToken)
            ? happened
            : throw new TimeoutException($"No {kind} came; revision {Live.Current.Revision}, {Live.Failure?.ToString() ?? "no failure"}, polling {Live.IsPolling}.");
}
