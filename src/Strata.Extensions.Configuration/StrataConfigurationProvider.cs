using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>
/// The overrides of a directory as a provider of configuration. The first load throws; a bad reload keeps what was loaded before, and
/// <see cref="Failure"/> says so. Safe for use from several threads. Disposing it ends the watch.
/// </summary>
internal sealed class StrataConfigurationProvider : IConfigurationProvider, IDisposable
{
    private readonly StrataConfigurationOptions _options;
    private readonly OverrideManager _manager;
    private readonly bool _isShared;
    private readonly Lock _lock = new();
    private LiveConfiguration? _live;
    private volatile LoadedKeys? _loaded;
    private volatile KeyTable _keys = KeyTable.Empty;
    private volatile ConcurrentDictionary<string, string?>? _set;
    private volatile LoadFailure? _rejected;
    private ConfigurationReloadToken _token = new();
    private int _publishingThread;

    /// <param name="options">What is resolved, and how it is watched.</param>
    /// <param name="manager">Resolves it.</param>
    /// <param name="isShared">Whether the manager is somebody else's too, and goes on when this is disposed of.</param>
    public StrataConfigurationProvider(StrataConfigurationOptions options, OverrideManager manager, bool isShared)
    {
        _options = options;
        _manager = manager;
        _isShared = isShared;
    }

    /// <summary>Raised after a new revision is in use.</summary>
    public event Action<StrataConfigurationProvider>? Changed;

    /// <summary>Raised when a reload fails; not again while it fails for the same reasons.</summary>
    public event Action<StrataConfigurationProvider>? Failed;

    /// <summary>Raised when somebody who was told of a change threw an exception.</summary>
    public event Action<StrataConfigurationProvider, Exception>? ListenerFailed;

    /// <summary>The overrides directory, as it was named.</summary>
    public string Directory => _manager.Directory;

    /// <summary>What is in use; null before the first load.</summary>
    public ConfigurationSnapshot? Current
    {
        get
        {
            // Where values stand may be newer than the values.
            var loaded = _loaded;
            return loaded is not null && _live!.Current is var latest && latest.Revision == loaded.Snapshot.Revision ? latest : loaded?.Snapshot;
        }
    }

    /// <summary>Why what is in use is older than the files; null while it is not.</summary>
    public LoadFailure? Failure => _rejected ?? (_live?.Failure is { } failure ? LoadFailure.Of(failure) : null);

    /// <summary>Looks a value up.</summary>
    /// <param name="key">The key, its parts joined by colons.</param>
    /// <param name="value">The value; null for an explicit null.</param>
    public bool TryGet(string key, out string? value)
    {
        if (_set is { } set && set.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_keys.TryGet(key, out var node))
        {
            value = null;
            return false;
        }

        value = node is { Shown: { } shown } && DebugView.IsAsking() ? shown : node?.Value;
        return true;
    }

    /// <summary>Sets a value until the next reload. No file is changed.</summary>
    public void Set(string key, string? value)
    {
        lock (_lock)
        {
            (_set ??= new ConcurrentDictionary<string, string?>(StringComparer.OrdinalIgnoreCase))[key] = value;
        }
    }

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => _token;

    /// <summary>
    /// Loads the overrides: the first time as they are, later again. A later load that fails keeps what was loaded before and throws
    /// nothing, and one after the disposal does nothing.
    /// </summary>
    /// <exception cref="OverrideValidationException">What is loaded first is invalid; the exception has every problem.</exception>
    /// <exception cref="InvalidOperationException">No type is named, and there are several.</exception>
    public void Load()
    {
        if (_live is null)
        {
            LoadFirst();
        }
        else if (_publishingThread != Environment.CurrentManagedThreadId)
        {
            // Who is told of a change and asks for the next one would wait for itself.
            _set = null;
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

    /// <inheritdoc/>
    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        var keys = _keys.ChildKeys(earlierKeys, parentPath);
        return _set is { } set ? WithSet(keys, set.Keys, parentPath) : keys;
    }

    /// <summary>The directory, for whoever prints which provider a value comes from.</summary>
    public override string ToString() => $"Strata overrides in '{Directory}'";

    /// <summary>Ends the watch. What was loaded stays. Who is told of a change is not waited for, and may end the application because of it.</summary>
    public void Dispose()
    {
        var ended = _isShared ? _live?.DisposeAsync().AsTask() : _manager.DisposeAsync().AsTask();
        ended?.GetAwaiter().GetResult();
    }

    private void LoadFirst()
    {
        var context = _options.Context(_manager.CreateContext(TypeChoice.Of(_options, _manager)));
        var watch = _options.ReloadOnChange ? _options.Watch : new WatchOptions { UsePolling = true, PollingInterval = Timeout.InfiniteTimeSpan };
        var live = _manager.WatchAsync(context, watch).GetAwaiter().GetResult();
        try
        {
            live.Changed += (_, change) => Publish(change.New);
            live.ReloadFailed += (_, _) => Failed?.Invoke(this);
            live.HandlerFailed += (_, failed) => ListenerFailed?.Invoke(this, failed.Exception);
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
        }
        catch (OverrideValidationException exception)
        {
            _rejected = new LoadFailure(snapshot.LoadedAt, exception.Result, null);
            Failed?.Invoke(this);
            return;
        }

        _publishingThread = Environment.CurrentManagedThreadId;
        try
        {
            // First, so that the log has it before what comes of it.
            Changed?.Invoke(this);
            Interlocked.Exchange(ref _token, new ConfigurationReloadToken()).OnReload();
        }
        finally
        {
            _publishingThread = 0;
        }
    }

    // False where a newer one is in use already: the first load and the first change may come at once.
    private bool Take(ConfigurationSnapshot snapshot)
    {
        lock (_lock)
        {
            if (_loaded is { } loaded && loaded.Snapshot.Revision >= snapshot.Revision)
            {
                return false;
            }

            var keys = KeyTableBuilder.Build(snapshot.Configuration, _options.MatchPropertyNames);
            _loaded = new LoadedKeys(snapshot, keys);
            _keys = keys;
            _set = null;
            _rejected = null;
            return true;
        }
    }

    private static List<string> WithSet(IEnumerable<string> keys, IEnumerable<string> set, string? parentPath)
    {
        var prefix = parentPath is null ? "" : parentPath + ConfigurationPath.KeyDelimiter;
        var joined = keys.ToList();
        foreach (var key in set)
        {
            if (key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                var rest = key[prefix.Length..];
                joined.Add(rest.IndexOf(':', StringComparison.Ordinal) is >= 0 and var end ? rest[..end] : rest);
            }
        }

        joined.Sort(ConfigurationKeyComparer.Instance);
        return joined;
    }
}
