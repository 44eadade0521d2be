using Strata.Caching;
using Strata.Layers;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Validation;

namespace Strata.Store;

/// <summary>
/// Loads configurations, from the cache where it may, and knows the last one: temporary overrides are put over it, and taken from it
/// again. Safe for use from several threads.
/// </summary>
/// <param name="directory">The overrides directory.</param>
/// <param name="options">How it is resolved.</param>
/// <param name="rules">The rules that a configuration must keep to.</param>
/// <param name="temporary">The overrides that no file holds.</param>
/// <param name="caching">How it is cached; null for not at all.</param>
/// <param name="clock">Measures resolutions.</param>
/// <param name="metrics">Count what is loaded.</param>
internal sealed class ConfigurationLoads(string directory, ResolutionOptions options, RuleSet rules, TemporaryOverrides temporary, CacheSettings? caching, ResolveClock clock, Lazy<LoadMetrics> metrics) : IDisposable
{
    private readonly Lock _loading = new();
    private volatile LoadedConfiguration? _last;
    private ResolutionCache? _cache;
    private object? _cacheLock;

    /// <summary>What was loaded last; null for nothing.</summary>
    public ResolvedConfiguration? Last => _last?.Configuration;

    /// <summary>How long resolutions took.</summary>
    public ResolveStatistics Statistics => clock.ToStatistics();

    /// <summary>What the cache was of use for; null where there is none.</summary>
    public CacheStats? CacheStats => caching is null ? null : Cache.Stats;

    // Made when something is loaded: a program that loads nothing, as the command does, is spared it.
    private ResolutionCache Cache => LazyInitializer.EnsureInitialized(ref _cache, ref _cacheLock, MakeCache);

    private ResolutionCache MakeCache()
    {
        var made = new ResolutionCache(directory, options, rules, caching!, clock);
        metrics.Value.Follow(() => made.Requests);
        return made;
    }

    /// <summary>Loads a configuration.</summary>
    /// <exception cref="OverrideValidationException">It is invalid.</exception>
    public async Task<ResolvedConfiguration> LoadAsync(ResolutionContext context, CancellationToken cancellationToken)
    {
        if (caching is null || !temporary.Layers.IsEmpty)
        {
            return await Task.Run(() => Load(() => Read(context), context), cancellationToken).ConfigureAwait(false);
        }

        var outcome = await Cache.ResolveAsync(context, cancellationToken).ConfigureAwait(false);
        return Keep(new LoadedConfiguration(() => Read(context), [], Accept(outcome)));
    }

    /// <summary>Loads a configuration of overrides that are read in a way of their own.</summary>
    /// <exception cref="OverrideValidationException">It is invalid.</exception>
    public ResolvedConfiguration Load(Func<OverrideSet> read, ResolutionContext context)
    {
        OverrideSet? overrides = null;
        var outcome = clock.Measure(context.Type, () => Attempt(overrides = read().With(temporary.Layers), context));
        return Keep(new LoadedConfiguration(() => overrides!, overrides!.Temporary, Accept(outcome)));
    }

    /// <summary>Resolves a context of overrides.</summary>
    /// <exception cref="OverrideValidationException">It is invalid.</exception>
    public ResolvedConfiguration Resolve(OverrideSet overrides, ResolutionContext context) => Accept(Attempt(overrides, context));

    /// <summary>Puts an override over those of the files, until what is returned is disposed.</summary>
    /// <exception cref="OverrideValidationException">The text is bad, or what was loaded last is invalid with it; it was not put there.</exception>
    public TemporaryScope Put(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        lock (_loading)
        {
            // Tried before anybody else may see it.
            var layer = temporary.Read(text);
            var loaded = _last;
            var configuration = loaded is null ? null : Resolve(loaded.Overrides.With(temporary.Layers.Add(layer)), loaded.Configuration.Context);
            temporary.Add(layer);
            if (loaded is not null)
            {
                _last = loaded with { Temporary = temporary.Layers, Configuration = configuration! };
            }

            return new TemporaryScope(() => Remove(layer));
        }
    }

    /// <summary>Forgets every configuration, wherever it is kept.</summary>
    public void ClearCache()
    {
        if (caching is not null)
        {
            Cache.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache?.Dispose();
        if (metrics.IsValueCreated)
        {
            metrics.Value.Dispose();
        }
    }

    private static ResolvedConfiguration Accept(ResolutionOutcome outcome) => outcome.Configuration ?? throw new OverrideValidationException(outcome.Validation);

    private OverrideSet Read(ResolutionContext context) => OverrideSet.Read(directory, options, context.Type);

    private ResolutionOutcome Attempt(OverrideSet overrides, ResolutionContext context) => overrides.Resolve(context).CheckedBy(rules, options.IsStrict);

    private ResolvedConfiguration Keep(LoadedConfiguration loaded)
    {
        lock (_loading)
        {
            var settled = Settled(loaded);
            _last = settled;
            return settled.Configuration;
        }
    }

    // Temporary overrides come and go while configurations are loaded. What anybody gets has those that are there, and never those of a
    // moment ago.
    private LoadedConfiguration Settled(LoadedConfiguration loaded)
    {
        var present = temporary.Layers;
        return loaded.Temporary == present
            ? loaded
            : loaded with { Temporary = present, Configuration = Resolve(loaded.Overrides.With(present), loaded.Configuration.Context) };
    }

    private void Remove(Layer layer)
    {
        lock (_loading)
        {
            temporary.Remove(layer);
            try
            {
                _last = _last is { } loaded ? Settled(loaded) : null;
            }
            catch (Exception exception) when (exception is OverrideValidationException or InvalidOperationException)
            {
                // It was valid with that override only, or one of the options' rules threw. What ends a using block must not; who loads again
                // hears of it.
                _last = null;
            }
        }
    }
}
