using System.Globalization;
using System.Text;
using Strata.Editing;

namespace Strata.Extensions.Logging.Elasticsearch;

/// <summary>
/// Records that wait on disk until they are sent: in files that are only appended to, with a mark of how far they were sent. What was appended
/// outlives the process. Each record is two lines, as the bulk API has them. Anybody may append; one reads.
/// </summary>
internal sealed class BulkBuffer : IDisposable
{
    /// <summary>The longest record.</summary>
    public const int MostRecordBytes = 1024 * 1024;

    private const long SegmentBytes = 8L * 1024 * 1024;
    private const int MostProcesses = 64;
    private const string Extension = ".ndjson";

    private readonly Lock _lock = new();
    private readonly FileStream _mark;
    private readonly long _mostBytes;
    private readonly SortedDictionary<long, long> _segments = [];
    private FileStream? _writer;
    private long _writing;
    private long _reading;
    private long _offset;
    private long _bytes;
    private long _dropped;

    /// <summary>Opens the buffer of a directory with what is in it; where another process has it, that of a directory beside it.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public BulkBuffer(string directory, long mostBytes)
    {
        _mostBytes = mostBytes;
        (Path, _mark) = Take(directory);
        foreach (var file in Directory.EnumerateFiles(Path, $"*{Extension}"))
        {
            if (long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                _segments.Add(number, new FileInfo(file).Length);
            }
        }

        // A number that was sent already is not given again, or the mark would be taken for one of the new file.
        _writing = Math.Max(_segments.Count == 0 ? 0 : _segments.Keys.Last(), ReadPosition()) + 1;
        _bytes = _segments.Values.Sum() - _offset;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Appends a record, unless there is no room for it.</summary>
    /// <returns>Whether it will be sent.</returns>
    public bool Append(ReadOnlySpan<byte> record)
    {
        lock (_lock)
        {
            if (_bytes + record.Length > _mostBytes)
            {
                _dropped++;
                return false;
            }

            try
            {
                if (_writer is null || _segments[_writing] >= SegmentBytes)
                {
                    BeginSegment();
                }

                _writer!.Write(record);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Half a record must not stand before a whole one.
                _writer?.Dispose();
                _writer = null;
                _dropped++;
                return false;
            }

            _segments[_writing] += record.Length;
            _bytes += record.Length;
            return true;
        }
    }

    /// <summary>How many records had no room since it was asked last.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    /// <summary>The next records; null where there are none.</summary>
    public BulkBatch? Peek(int mostRecords, int mostBytes)
    {
        while (true)
        {
            long length;
            lock (_lock)
            {
                if (_segments.Count == 0)
                {
                    return null;
                }

                var first = _segments.Keys.First();
                if (first != _reading)
                {
                    (_reading, _offset) = (first, 0);
                }

                length = _segments[first];
            }

            if (ReadFrom(_reading, _offset, length, Math.Max(mostBytes, MostRecordBytes)) is { } bytes && BulkBatch.Of(bytes, mostRecords, mostBytes) is { } batch)
            {
                return batch;
            }

            lock (_lock)
            {
                if (_writer is not null && _reading == _writing && _segments[_reading] == length)
                {
                    return null;
                }

                if (_writer is null || _reading != _writing)
                {
                    EndSegment();
                }
            }
        }
    }

    /// <summary>Lets the records of a batch go.</summary>
    /// <exception cref="IOException">It cannot be written down that they are gone.</exception>
    public void Advance(BulkBatch batch)
    {
        lock (_lock)
        {
            _offset += batch.Bytes;
            _bytes -= batch.Bytes;
        }

        AtomicFile.Write(System.IO.Path.Combine(Path, "position"), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_reading} {_offset}\n")));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _writer?.Flush(flushToDisk: true);
            _writer?.Dispose();
            _writer = null;
            if (_bytes == 0)
            {
                foreach (var segment in _segments.Keys)
                {
                    File.Delete(FileOf(segment));
                }
            }
        }

        _mark.Dispose();
    }

    private static (string Path, FileStream Mark) Take(string directory)
    {
        for (var number = 1; ; number++)
        {
            var path = number == 1 ? directory : string.Create(CultureInfo.InvariantCulture, $"{directory}-{number}");
            Directory.CreateDirectory(path);
            try
            {
                return (path, new FileStream(System.IO.Path.Combine(path, ".lock"), new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None }));
            }
            catch (IOException) when (number < MostProcesses && File.Exists(System.IO.Path.Combine(path, ".lock")))
            {
                // Another process has it.
            }
        }
    }

    private string FileOf(long segment) => System.IO.Path.Combine(Path, segment.ToString("D12", CultureInfo.InvariantCulture) + Extension);

    private void BeginSegment()
    {
        _writer?.Dispose();
        _writer = null;
        if (_segments.ContainsKey(_writing))
        {
            _writing++;
        }

        // Without a buffer of its own: what was appended is the system's, whatever becomes of the process.
        _writer = new FileStream(FileOf(_writing), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 });
        _segments.Add(_writing, 0);
    }

    // All of it was sent, or what is left is a record that a process began to write when it was killed.
    private void EndSegment()
    {
        File.Delete(FileOf(_reading));
        _bytes -= _segments[_reading] - _offset;
        _segments.Remove(_reading);
        _writing += _reading == _writing ? 1 : 0;
    }

    private long ReadPosition()
    {
        _reading = _segments.Count == 0 ? 0 : _segments.Keys.First();
        var file = System.IO.Path.Combine(Path, "position");
        if (!File.Exists(file)
            || File.ReadAllText(file).TrimEnd().Split(' ') is not [var segment, var offset]
            || !long.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            return 0;
        }

        if (number == _reading && at <= _segments.GetValueOrDefault(_reading))
        {
            _offset = at;
        }

        return number;
    }

    private byte[]? ReadFrom(long segment, long offset, long length, int most)
    {
        var count = (int)Math.Min(length - offset, most);
        if (count <= 0)
        {
            return null;
        }

        var bytes = new byte[count];
        using var file = new FileStream(FileOf(segment), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0 });
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>Records of a buffer, the oldest first. Immutable.</summary>
/// <param name="Records">The records.</param>
/// <param name="Bytes">How many bytes they have together.</param>
internal sealed record BulkBatch(IReadOnlyList<ReadOnlyMemory<byte>> Records, int Bytes)
{
    /// <summary>The whole records that bytes begin with; null where there are none.</summary>
    public static BulkBatch? Of(ReadOnlyMemory<byte> bytes, int mostRecords, int mostBytes)
    {
        var records = new List<ReadOnlyMemory<byte>>();
        var at = 0;
        while (records.Count < mostRecords && at < bytes.Length)
        {
            var first = bytes.Span[at..].IndexOf((byte)'\n');
            var second = first < 0 ? -1 : bytes.Span[(at + first + 1)..].IndexOf((byte)'\n');
            if (second < 0)
            {
                break;
            }

            var length = first + second + 2;
            if (records.Count > 0 && at + length > mostBytes)
            {
                break;
            }

            records.Add(bytes.Slice(at, length));
            at += length;
        }

        return records.Count == 0 ? null : new BulkBatch(records, at);
    }
}
