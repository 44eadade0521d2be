using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Strata.Interpolation;
using Strata.Logging;
using Strata.Selection;
using Strata.Sources;
using Strata.Store;
using Strata.Validation;
using Strata.Values;

namespace Strata.Live;

/// <summary>
/// The configurations that a manager watches, and what they have in common: the files, each parsed once for all of them, and what templates
/// came to. Safe for use from several threads.
/// </summary>
internal sealed class LiveConfigurations : IAsyncDisposable
{
    private const string PollingVariable = "DOTNET_USE_POLLING_FILE_WATCHER";

    private readonly string _directory;
    private readonly ResolutionOptions _options;
    private readonly RuleSet _rules;
    private readonly ResolutionLog? _log;
    private readonly TemporaryOverrides _temporary;
    private readonly Lazy<LiveMetrics> _metrics;
    private readonly HashSet<LiveConfiguration> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<VariableSet, InterpolationMemo> _finals = new(ReferenceEqualityComparer.Instance);
    private readonly Lock _lock = new();
    private ParsedFiles _files;
    private bool _isDisposed;

    /// <param name="directory">The overrides directory.</param>
    /// <param name="options">How it is resolved.</param>
    /// <param name="rules">The rules that configurations must keep to.</param>
    /// <param name="temporary">The overrides that no file holds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meters">Makes the meter; null where nobody does.</param>
    /// <param name="changed">The handlers of the manager's own event.</param>
    /// <param name="log">Told of each resolution; null for nobody.</param>
    public LiveConfigurations(string directory, ResolutionOptions options, RuleSet rules, TemporaryOverrides temporary, TimeProvider time, IMeterFactory? meters, Func<EventHandler<ConfigurationChangedEventArgs>?> changed, ResolutionLog? log = null)
    {
        _directory = directory;
        _options = options;
        _rules = rules;
        _temporary = temporary;
        _temporary.Changed += StirAll;
        _files = new ParsedFiles(directory, options);
        _metrics = new Lazy<LiveMetrics>(() => new LiveMetrics(meters, All, time));
        Time = time;
        Changed = changed;
        _log = log;
    }

    /// <summary>The clock that tells when something was loaded.</summary>
    public TimeProvider Time { get; }

    /// <summary>The handlers that are told of each change, after those of the configuration itself.</summary>
    public Func<EventHandler<ConfigurationChangedEventArgs>?> Changed { get; }

    public LiveMetrics Metrics => _metrics.Value;

    /// <summary>The directory as it stands now, links followed.</summary>
    public string RealDirectory()
    {
        var full = FullPath.Of(_directory);
        try
        {
            return RealPath.Of(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }

    /// <summary>Loads a configuration and goes on watching its files.</summary>
    /// <param name="context">What is resolved.</param>
    /// <param name="options">How its files are watched.</param>
    /// <exception cref="OverrideValidationException">What is loaded first is invalid.</exception>
    public LiveConfiguration Watch(ResolutionContext context, WatchOptions options)
    {
        ParsedFiles files;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(OverrideManager));
            files = _files;
        }

        var finals = _finals.GetOrAdd(context.Variables, static _ => new InterpolationMemo(isLasting: true));
        var temporary = _temporary.Layers;
        var resolver = new LiveResolver(_directory, files, finals, _options, _rules, _temporary, () => context with { Now = Time.GetUtcNow() }, _log);
        var live = new LiveConfiguration(this, resolver, options);
        if (!TryKeep(live))
        {
            live.Stop();
            throw new ObjectDisposedException(nameof(OverrideManager));
        }

        // One that was put there while the files were read was told of to those that were watched already.
        if (_temporary.Layers != temporary)
        {
            live.Stir();
        }

        return live;
    }

    /// <summary>Told that a watch has ended.</summary>
    public void Forget(LiveConfiguration live)
    {
        lock (_lock)
        {
            // With the last one goes what was kept for the next change.
            if (_watched.Remove(live) && _watched.Count == 0)
            {
                _files = new ParsedFiles(_directory, _options);
                _finals.Clear();
            }
        }
    }

    /// <summary>Ends all watches.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        foreach (var live in All())
        {
            await live.DisposeAsync().ConfigureAwait(false);
        }

        if (_metrics.IsValueCreated)
        {
            _metrics.Value.Dispose();
        }
    }

    /// <summary>Whether files are looked at because nobody is asked to tell of changes; null to ask where that can be relied on.</summary>
    public static bool? UsePolling(WatchOptions options, IReadOnlyDictionary<string, string> process) =>
        options.UsePolling ?? (process.TryGetValue(PollingVariable, out var value) && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase)) ? true : null);

    private bool TryKeep(LiveConfiguration live)
    {
        lock (_lock)
        {
            return !_isDisposed && _watched.Add(live);
        }
    }

    private void StirAll()
    {
        foreach (var live in All())
        {
            live.Stir();
        }
    }

    private LiveConfiguration[] All()
    {
        lock (_lock)
        {
            return [.. _watched];
        }
    }
}
