using Microsoft.Extensions.Caching.Memory;

namespace Strata.Caching;

/// <summary>Counts what the levels of a manager's cache were of use for. Safe for use from several threads.</summary>
internal sealed class CacheCounters
{
    /// <summary>What the names of configurations begin with, and those of nothing else.</summary>
    public const string EntryPrefix = "entry:";

    private long _memoryHits, _memoryMisses, _evictions, _fileHits, _fileMisses, _fileWithheld, _sharedHits, _sharedMisses, _sharedWithheld, _resolutions;

    public void MemoryHit() => Interlocked.Increment(ref _memoryHits);

    public void MemoryMiss() => Interlocked.Increment(ref _memoryMisses);

    public void FileHit() => Interlocked.Increment(ref _fileHits);

    public void FileMiss() => Interlocked.Increment(ref _fileMisses);

    public void FileWithheld(int values) => Interlocked.Add(ref _fileWithheld, values);

    public void SharedHits(string name) => Count(name, ref _sharedHits);

    public void SharedMisses(string name) => Count(name, ref _sharedMisses);

    public void SharedWithheld(int configurations) => Interlocked.Add(ref _sharedWithheld, configurations);

    public void Resolution() => Interlocked.Increment(ref _resolutions);

    public void Evictions(string name, EvictionReason reason)
    {
        if (reason == EvictionReason.Capacity)
        {
            Count(name, ref _evictions);
        }
    }

    /// <summary>How often configurations were looked for, and found.</summary>
    /// <param name="hasFiles">Whether there are files behind the memory.</param>
    /// <param name="isShared">Whether there is a shared level.</param>
    public IEnumerable<(string Level, bool IsHit, long Count)> Requests(bool hasFiles, bool isShared)
    {
        yield return ("memory", true, Interlocked.Read(ref _memoryHits));
        yield return ("memory", false, Interlocked.Read(ref _memoryMisses));
        if (hasFiles)
        {
            yield return ("file", true, Interlocked.Read(ref _fileHits));
            yield return ("file", false, Interlocked.Read(ref _fileMisses));
        }

        if (isShared)
        {
            yield return ("shared", true, Interlocked.Read(ref _sharedHits));
            yield return ("shared", false, Interlocked.Read(ref _sharedMisses));
        }
    }

    public CacheStats ToStats(MemoryCache memory, CacheDirectory? files, ISharedLevel? shared)
    {
        CacheLevelStats? file = null;
        if (files is not null)
        {
            var (fileEntries, fileBytes) = files.Usage();
            var counts = files.Counts();
            file = new CacheLevelStats
            {
                Hits = _fileHits,
                Misses = _fileMisses,
                Entries = fileEntries,
                Bytes = fileBytes,
                Evictions = counts[(int)CacheEvent.Evicted],
                Corrupt = counts[(int)CacheEvent.Corrupt],
                Withheld = _fileWithheld,
            };
        }

        return new CacheStats(
            new CacheLevelStats
            {
                Hits = _memoryHits,
                Misses = _memoryMisses,
                Entries = memory.Keys.Count(static key => IsEntry((string)key)),
                Bytes = memory.GetCurrentStatistics()!.CurrentEstimatedSize ?? 0,
                Evictions = _evictions,
            },
            file,
            shared is null ? null : new CacheLevelStats { Hits = _sharedHits, Misses = _sharedMisses, Corrupt = shared.Corrupt, Withheld = _sharedWithheld },
            _resolutions);
    }

    private static void Count(string name, ref long count)
    {
        if (IsEntry(name))
        {
            Interlocked.Increment(ref count);
        }
    }

    // Behind the prefix of a cache that is shared.
    private static bool IsEntry(string name) => name.Contains(EntryPrefix, StringComparison.Ordinal);
}
