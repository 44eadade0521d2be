using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>
/// A resolved configuration under the keys of Microsoft.Extensions.Configuration, wherever it comes from. What is in use is one whole snapshot,
/// swapped before anybody is told. Safe for use from several threads.
/// </summary>
/// <param name="matchPropertyNames">Whether keys are found by their names without underscores and hyphens too.</param>
internal abstract class StrataProvider(bool matchPropertyNames) : IConfigurationProvider, IDisposable
{
    private readonly Lock _lock = new();
    private volatile LoadedKeys? _loaded;
    private volatile KeyTable _keys = KeyTable.Empty;
    private volatile ConcurrentDictionary<string, string?>? _set;
    private ConfigurationReloadToken _token = new();
    private int _publishingThread;

    /// <summary>Raised after a new revision is in use.</summary>
    public event Action<StrataProvider>? Changed;

    /// <summary>Raised when a reload fails; not again while it fails for the same reasons.</summary>
    public event Action<StrataProvider>? Failed;

    /// <summary>Raised when somebody who was told of a change threw an exception.</summary>
    public event Action<StrataProvider, Exception>? ListenerFailed;

    /// <summary>Where the configuration comes from, for people.</summary>
    public abstract string Place { get; }

    /// <summary>What is in use; null before the first load.</summary>
    public abstract ConfigurationSnapshot? Current { get; }

    /// <summary>Why what is in use is older than what it comes from; null while it is not.</summary>
    public abstract LoadFailure? Failure { get; }

    /// <summary>What was swapped in last; null before the first load.</summary>
    protected LoadedKeys? Loaded => _loaded;

    /// <summary>Whether the caller is told of a change at this moment, on this thread, and would wait for itself.</summary>
    protected bool IsTellingHere => _publishingThread == Environment.CurrentManagedThreadId;

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

    /// <summary>Sets a value until the next reload. Nothing is changed where the configuration comes from.</summary>
    public void Set(string key, string? value)
    {
        lock (_lock)
        {
            (_set ??= new ConcurrentDictionary<string, string?>(StringComparer.OrdinalIgnoreCase))[key] = value;
        }
    }

    /// <inheritdoc/>
    public IChangeToken GetReloadToken() => _token;

    /// <inheritdoc/>
    public abstract void Load();

    /// <inheritdoc/>
    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        var keys = _keys.ChildKeys(earlierKeys, parentPath);
        return _set is { } set ? WithSet(keys, set.Keys, parentPath) : keys;
    }

    /// <summary>Ends what follows changes. What was loaded stays. Who is told of a change is not waited for, and may end the application because of it.</summary>
    public abstract void Dispose();

    /// <summary>Adds what the health check says of it: figures, and what is wrong. No value is in either.</summary>
    /// <param name="report">Takes them.</param>
    /// <param name="now">The time.</param>
    public abstract void AddTo(HealthFindings report, DateTimeOffset now);

    /// <summary>Swaps a snapshot in, unless a newer one is in use already: the first load and the first change may come at once.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="isSameAllowed">Whether one of the same revision takes its place.</param>
    /// <returns>Whether it is in use.</returns>
    /// <exception cref="OverrideValidationException">Two of its values come to the same key; what was in use is so still.</exception>
    protected bool Take(ConfigurationSnapshot snapshot, bool isSameAllowed = false)
    {
        lock (_lock)
        {
            if (_loaded is { } loaded && (isSameAllowed ? loaded.Snapshot.Revision > snapshot.Revision : loaded.Snapshot.Revision >= snapshot.Revision))
            {
                return false;
            }

            var keys = KeyTableBuilder.Build(snapshot.Configuration, matchPropertyNames);
            _loaded = new LoadedKeys(snapshot, keys);
            _keys = keys;
            _set = null;
            return true;
        }
    }

    /// <summary>Forgets what was set by hand.</summary>
    protected void ForgetSet() => _set = null;

    /// <summary>Tells everybody that a new revision is in use.</summary>
    protected void TellChanged()
    {
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

    /// <summary>Tells that a reload failed.</summary>
    protected void TellFailed() => Failed?.Invoke(this);

    /// <summary>Tells that somebody who was told of a change threw an exception.</summary>
    protected void TellListenerFailed(Exception exception) => ListenerFailed?.Invoke(this, exception);

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
