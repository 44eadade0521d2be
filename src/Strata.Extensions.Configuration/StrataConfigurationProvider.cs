using System.Globalization;
using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>
/// The overrides of a directory as a provider of configuration. The first load throws; a bad reload keeps what was loaded before, and
/// <see cref="Failure"/> says so. Safe for use from several threads. Disposing it ends the watch.
/// </summary>
internal sealed class StrataConfigurationProvider : StrataProvider
{
    private readonly StrataConfigurationOptions _options;
    private readonly OverrideManager _manager;
    private readonly bool _isShared;
    private LiveConfiguration? _live;
    private volatile LoadFailure? _rejected;

    /// <param name="options">What is resolved, and how it is watched.</param>
    /// <param name="manager">Resolves it.</param>
    /// <param name="isShared">Whether the manager is somebody else's too, and goes on when this is disposed of.</param>
    public StrataConfigurationProvider(StrataConfigurationOptions options, OverrideManager manager, bool isShared)
        : base(options.MatchPropertyNames)
    {
        _options = options;
        _manager = manager;
        _isShared = isShared;
    }

    /// <summary>The overrides directory, as it was named.</summary>
    public override string Place => _manager.Directory;

    /// <inheritdoc/>
    public override ConfigurationSnapshot? Current
    {
        get
        {
            // Where values stand may be newer than the values.
            var loaded = Loaded;
            return loaded is not null && _live!.Current is var latest && latest.Revision == loaded.Snapshot.Revision ? latest : loaded?.Snapshot;
        }
    }

    /// <inheritdoc/>
    public override LoadFailure? Failure => _rejected ?? (_live?.Failure is { } failure ? LoadFailure.Of(failure) : null);

    /// <summary>
    /// Loads the overrides: the first time as they are, later again. A later load that fails keeps what was loaded before and throws
    /// nothing, and one after the disposal does nothing.
    /// </summary>
    /// <exception cref="OverrideValidationException">What is loaded first is invalid; the exception has every problem.</exception>
    /// <exception cref="InvalidOperationException">No type is named, and there are several.</exception>
    public override void Load()
    {
        if (_live is null)
        {
            LoadFirst();
        }
        else if (!IsTellingHere)
        {
            // Who is told of a change and asks for the next one would wait for itself.
            ForgetSet();
            try
            {
                _live.ReloadAsync().GetAwaiter().GetResult();
            }
            catch (ObjectDisposedException)
            {
                // A root is reloaded as a whole, and its other providers do not mind.
            }
        }
    }

    /// <summary>The directory, for whoever prints which provider a value comes from.</summary>
    public override string ToString() => $"Strata overrides in '{Place}'";

    /// <inheritdoc/>
    public override void Dispose()
    {
        var ended = _isShared ? _live?.DisposeAsync().AsTask() : _manager.DisposeAsync().AsTask();
        ended?.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override void AddTo(HealthFindings report, DateTimeOffset now)
    {
        report.Add("directory", Place);
        if (Current is { } current)
        {
            report.Add("revision", current.Revision);
            report.Add("loaded_at", current.LoadedAt);
            report.Add("age_seconds", HealthFindings.SecondsBetween(current.LoadedAt, now));
        }

        if (Failure is { } failure)
        {
            report.Add("stale_since", failure.Since);
            report.AddProblem(string.Create(CultureInfo.InvariantCulture, $"{Place}: the files are invalid since {failure.Since:O}, and what was loaded before is in use: {failure}"));
        }
    }

    private void LoadFirst()
    {
        var context = _options.Context(_manager.CreateContext(TypeChoice.Of(_options, _manager)));
        var watch = _options.ReloadOnChange ? _options.Watch : new WatchOptions { UsePolling = true, PollingInterval = Timeout.InfiniteTimeSpan };
        var live = _manager.WatchAsync(context, watch).GetAwaiter().GetResult();
        try
        {
            live.Changed += (_, change) => Publish(change.New);
            live.ReloadFailed += (_, _) => TellFailed();
            live.HandlerFailed += (_, failed) => TellListenerFailed(failed.Exception);
            Take(live.Current);
            _live = live;
        }
        finally
        {
            if (_live is null)
            {
                live.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
    }

    private void Publish(ConfigurationSnapshot snapshot)
    {
        try
        {
            if (!Take(snapshot))
            {
                return;
            }

            _rejected = null;
        }
        catch (OverrideValidationException exception)
        {
            _rejected = new LoadFailure(snapshot.LoadedAt, exception.Result, null);
            TellFailed();
            return;
        }

        TellChanged();
    }
}
