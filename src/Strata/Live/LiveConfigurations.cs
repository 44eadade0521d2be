namespace Strata.Live;

/// <summary>The configurations that a manager watches. Safe for use from several threads.</summary>
internal sealed class LiveConfigurations(string directory, TimeProvider time) : IAsyncDisposable
{
    private readonly HashSet<LiveConfiguration> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private bool _isDisposed;

    /// <summary>Loads a configuration and goes on watching its files.</summary>
    /// <param name="resolve">Reads the files as they are, and resolves.</param>
    /// <param name="options">How they are watched.</param>
    /// <param name="changed">Told of each change.</param>
    /// <exception cref="OverrideValidationException">What is loaded first is invalid.</exception>
    public LiveConfiguration Watch(Func<ResolutionOutcome> resolve, WatchOptions options, Action<LiveConfiguration, ConfigurationChangedEventArgs> changed)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, typeof(OverrideManager));
        var resolver = new LiveResolver(resolve);
        var first = resolver.Resolve();
        var configuration = first.Configuration ?? throw new OverrideValidationException(first.Validation);
        var live = new LiveConfiguration(
            resolver,
            new FileWatch(directory, options.UsePolling ?? false),
            new ConfigurationSnapshot(1, configuration, time.GetUtcNow()),
            new LiveSettings(options, time, changed, Forget));
        lock (_lock)
        {
            _watched.Add(live);
        }

        return live;
    }

    /// <summary>Ends all watches.</summary>
    public async ValueTask DisposeAsync()
    {
        LiveConfiguration[] watched;
        lock (_lock)
        {
            _isDisposed = true;
            watched = [.. _watched];
        }

        foreach (var live in watched)
        {
            await live.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Forget(LiveConfiguration live)
    {
        lock (_lock)
        {
            _watched.Remove(live);
        }
    }
}
