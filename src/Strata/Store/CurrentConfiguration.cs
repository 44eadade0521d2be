using System.Collections.Immutable;
using Strata.Documents;
using Strata.Layers;
using Strata.Selection;
using Strata.Snapshots;

namespace Strata.Store;

/// <summary>
/// What a manager loaded last, always with the temporary overrides that are there: they come and go while configurations are loaded.
/// Safe for use from several threads.
/// </summary>
/// <param name="resolve">Resolves a context from overrides.</param>
internal sealed class CurrentConfiguration(Func<OverrideSet, ResolutionContext, ResolutionOutcome> resolve)
{
    private readonly Lock _lock = new();
    private readonly TemporaryOverrides _temporary = new();
    private volatile LoadedConfiguration? _loaded;

    /// <summary>The configuration; null where nothing was loaded yet.</summary>
    public ResolvedConfiguration? Value => _loaded?.Configuration;

    /// <summary>The temporary overrides that are there now.</summary>
    public ImmutableArray<Layer> Temporary => _temporary.Layers;

    /// <summary>Takes what was loaded.</summary>
    public void Set(OverrideSet overrides, ResolvedConfiguration configuration)
    {
        lock (_lock)
        {
            _loaded = new LoadedConfiguration(overrides, configuration);
            Settle();
        }
    }

    /// <summary>Adds a temporary override.</summary>
    /// <returns>Takes it away again.</returns>
    /// <exception cref="OverrideValidationException">The text is bad, or what was loaded is invalid with it.</exception>
    public IDisposable Add(string text, ParseLimits limits)
    {
        lock (_lock)
        {
            var layer = _temporary.Add(text, limits);
            if (_loaded is { } loaded)
            {
                var overrides = loaded.Overrides.With(_temporary.Layers);
                var outcome = resolve(overrides, loaded.Configuration.Context);
                if (outcome.Configuration is null)
                {
                    _temporary.Remove(layer);
                    throw new OverrideValidationException(outcome.Validation);
                }

                _loaded = new LoadedConfiguration(overrides, outcome.Configuration);
            }

            return new TemporaryScope(() => Remove(layer));
        }
    }

    private void Remove(Layer layer)
    {
        lock (_lock)
        {
            _temporary.Remove(layer);
            Settle();
        }
    }

    private void Settle()
    {
        if (_loaded is { } loaded && loaded.Overrides.With(_temporary.Layers) is var overrides && overrides != loaded.Overrides)
        {
            _loaded = resolve(overrides, loaded.Configuration.Context).Configuration is { } configuration ? new LoadedConfiguration(overrides, configuration) : null;
        }
    }
}
