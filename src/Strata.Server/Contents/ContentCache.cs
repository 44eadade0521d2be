using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Contents;

/// <summary>
/// Contents ready to be resolved, the ones used last kept. Each is read from the store and laid out as files once, however many ask for it at
/// the same time. Safe for use from several threads.
/// </summary>
internal sealed class ContentCache : IDisposable
{
    private const int Most = 64;

    // A parsed file takes several times its bytes.
    private const long MostBytes = 256 * 1024 * 1024;

    private readonly ServerStore _store;
    private readonly ContentKeys _keys;
    private readonly string _root;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <param name="store">Where contents come from.</param>
    /// <param name="keys">What opens encrypted overrides.</param>
    /// <param name="directory">A directory of this process alone, emptied when it ends.</param>
    public ContentCache(ServerStore store, ContentKeys keys, string directory)
    {
        _store = store;
        _keys = keys;
        _root = Path.Combine(directory, "contents");
        Directory.CreateDirectory(_root);
    }

    /// <summary>Takes a content into use. Dispose of it afterwards.</summary>
    /// <exception cref="RefusalException">The store cannot be reached, or has no such content.</exception>
    /// <exception cref="InvalidDataException">It is not what was published.</exception>
    public async Task<ContentLease> TakeAsync(string hash, CancellationToken cancellationToken)
    {
        var entry = Enter(hash);
        try
        {
            // Many wait for one reading, which must not end because one of them goes away.
            return new ContentLease(this, entry, await entry.Content.Value.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            Leave(entry, failed: entry.Content.Value.IsFaulted);
            throw;
        }
    }

    public void Dispose() => Delete(_root);

    internal void Leave(Entry entry, bool failed = false)
    {
        lock (_lock)
        {
            entry.Users--;
            if (_entries.TryGetValue(entry.Hash, out var node) && node.Value == entry)
            {
                if (failed)
                {
                    Remove(node);
                }
            }
            else if (entry.Users == 0)
            {
                // It failed while others waited for it.
                Delete(entry.Directory);
            }

            RemoveUnused();
        }
    }

    private Entry Enter(string hash)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(hash, out var node))
            {
                _byUse.Remove(node);
            }
            else
            {
                node = new LinkedListNode<Entry>(new Entry(hash, Path.Combine(_root, $"{hash[..16]}-{Guid.NewGuid().ToString("N")}"), this));
                _entries.Add(hash, node);
            }

            _byUse.AddFirst(node);
            node.Value.Users++;
            RemoveUnused();
            return node.Value;
        }
    }

    private void RemoveUnused()
    {
        for (var node = _byUse.Last; node is not null && (_entries.Count > Most || _bytes > MostBytes);)
        {
            var before = node.Previous;
            if (node.Value.Users == 0)
            {
                Remove(node);
            }

            node = before;
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Hash);
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
        if (node.Value.Users == 0)
        {
            Delete(node.Value.Directory);
        }
    }

    private async Task<ResolvableContent> ReadAsync(Entry entry)
    {
        // Somebody may have been served a moment ago what a restored store does not have.
        var content = await _store.Contents.FindAsync(entry.Hash, CancellationToken.None).ConfigureAwait(false) ?? throw Refusal.ContentGone(entry.Hash);
        try
        {
            var made = await Task.Run(() => ResolvableContent.Open(content, entry.Directory, _keys)).ConfigureAwait(false);
            Count(entry, content.Files.Values.Sum(static file => file.Body.LongLength));
            return made;
        }
        catch (IOException exception)
        {
            throw Refusal.NoRoom(exception);
        }
    }

    private void Count(Entry entry, long bytes)
    {
        lock (_lock)
        {
            entry.Bytes = bytes;
            if (_entries.TryGetValue(entry.Hash, out var node) && node.Value == entry)
            {
                _bytes += bytes;
            }
        }
    }

    private static void Delete(string directory)
    {
        try
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }
        catch (IOException)
        {
            // It goes with the directory of this process.
        }
    }

    internal sealed class Entry
    {
        public Entry(string hash, string directory, ContentCache cache)
        {
            Hash = hash;
            Directory = directory;
            Content = new Lazy<Task<ResolvableContent>>(() => cache.ReadAsync(this));
        }

        public string Hash { get; }

        public string Directory { get; }

        public Lazy<Task<ResolvableContent>> Content { get; }

        public int Users { get; set; }

        public long Bytes { get; set; }
    }
}

/// <summary>A content in use.</summary>
internal sealed class ContentLease(ContentCache cache, ContentCache.Entry entry, ResolvableContent content) : IDisposable
{
    private int _isDisposed;

    public ResolvableContent Content { get; } = content;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            cache.Leave(entry);
        }
    }
}
