using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Strata.Sources;

namespace Strata.Caching;

/// <summary>
/// What is known of the files of a directory by their stamps, as Git's index knows a work tree: while each stamp is as it was, the
/// content is, and no file need be read. Immutable.
/// </summary>
/// <remarks>
/// The file: the format's name, the fingerprint of all override files together, the count of places that it stands for, then each place:
/// whether its stamp is certain, what it is, its stamp, its fingerprint, the length of its path, its path in UTF-8 and a zero; then the
/// schema files alike, with full paths. A checksum of all that is last.
/// </remarks>
internal sealed class DirectoryIndex
{
    private const int PlaceLength = 2 + StampLength + Fingerprint.Length + sizeof(ushort);
    private const int HeaderLength = 8 + Fingerprint.Length + sizeof(int);
    private const int StampLength = 5 * sizeof(long);
    private const byte Folder = 0;
    private const byte File = 1;
    private const byte Other = 2;

    private readonly byte[] _bytes;

    private DirectoryIndex(byte[] bytes) => _bytes = bytes;

    private static ReadOnlySpan<byte> Name => "strata-i"u8;

    /// <summary>The fingerprint of all override files together.</summary>
    public Fingerprint Files => Fingerprint.Read(_bytes.AsSpan(Name.Length));

    public ReadOnlySpan<byte> Bytes => _bytes;

    private int Count => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(Name.Length + Fingerprint.Length));

    /// <summary>Reads an index. Null for what is none.</summary>
    public static DirectoryIndex? Read(byte[] bytes)
    {
        if (bytes.Length < HeaderLength + sizeof(ulong) || !bytes.AsSpan().StartsWith(Name)
            || XxHash3.HashToUInt64(bytes.AsSpan(..^sizeof(ulong))) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(^sizeof(ulong)..)))
        {
            return null;
        }

        return new DirectoryIndex(bytes);
    }

    /// <summary>Makes an index.</summary>
    /// <param name="observation">The stamps of what was read.</param>
    /// <param name="contents">The fingerprints of the files, in the order of the listing.</param>
    /// <param name="others">The schema files, by their full paths.</param>
    /// <param name="previous">The index from before; what it knows of further schema files is kept.</param>
    public static DirectoryIndex Make(DirectoryObservation observation, IReadOnlyList<Fingerprint> contents, IReadOnlyDictionary<string, Fingerprint> others, DirectoryIndex? previous)
    {
        var bytes = new List<byte>(1024);
        bytes.AddRange(Name);
        var files = observation.SettledFiles().ToArray();
        bytes.AddRange(FingerprintOf(files.Select(static file => file.Path), contents).Bytes);
        bytes.AddRange(stackalloc byte[sizeof(int)]);
        var count = 0;
        foreach (var (path, stamp) in observation.SettledDirectories())
        {
            Add(Folder, path, stamp, default);
        }

        for (var i = 0; i < files.Length; i++)
        {
            Add(File, files[i].Path, files[i].Stamp, contents[i]);
        }

        foreach (var (path, content) in others)
        {
            if (observation.SettledOf(path) is { } stamp)
            {
                Add(Other, path, stamp, content);
            }
        }

        foreach (var place in previous?.Places() ?? [])
        {
            if (place.Kind == Other && !others.ContainsKey(place.Path) && place.Stamp is not null)
            {
                Add(Other, place.Path, place.Stamp, place.Content);
            }
        }

        var whole = bytes.ToArray();
        Array.Resize(ref whole, whole.Length + sizeof(ulong));
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(Name.Length + Fingerprint.Length), count);
        BinaryPrimitives.WriteUInt64LittleEndian(whole.AsSpan(^sizeof(ulong)..), XxHash3.HashToUInt64(whole.AsSpan(..^sizeof(ulong))));
        return new DirectoryIndex(whole);

        void Add(byte kind, string path, FileStamp? stamp, in Fingerprint content)
        {
            Span<byte> place = stackalloc byte[PlaceLength];
            place.Clear();
            var text = Encoding.UTF8.GetBytes(path);
            place[0] = stamp is null ? (byte)0 : (byte)1;
            place[1] = kind;
            Write(stamp ?? default, place[2..]);
            content.Bytes.CopyTo(place[(2 + StampLength)..]);
            BinaryPrimitives.WriteUInt16LittleEndian(place[^sizeof(ushort)..], checked((ushort)text.Length));
            bytes.AddRange(place);
            bytes.AddRange(text);
            bytes.Add(0);
            count++;
        }
    }

    /// <summary>The fingerprint of files together: their paths and contents in the order of the listing.</summary>
    public static Fingerprint FingerprintOf(IEnumerable<string> paths, IReadOnlyList<Fingerprint> contents)
    {
        var text = new ByteText(contents.Count * 128);
        var i = 0;
        foreach (var path in paths)
        {
            text.Add(path).Add(contents[i++]);
        }

        return text.ToFingerprint();
    }

    /// <summary>Whether every directory and override file is, by its stamp, as it was.</summary>
    /// <param name="root">The full path of the directory.</param>
    public bool IsCurrent(string root)
    {
        using var directory = FileStamp.OpenDirectory(root);
        if (directory.IsInvalid)
        {
            return false;
        }

        var at = HeaderLength;
        for (var i = 0; i < Count; i++)
        {
            var place = PlaceAt(at, out var path, out var next);
            at = next;
            if (place[1] != Other && (place[0] == 0 || FileStamp.Of(directory, path) != ReadStamp(place[2..])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The fingerprint of a schema file, where its stamp tells it.</summary>
    public Fingerprint? ContentOf(string path)
    {
        var sought = Encoding.UTF8.GetBytes(path + '\0');
        var at = HeaderLength;
        for (var i = 0; i < Count; i++)
        {
            var place = PlaceAt(at, out var text, out var next);
            at = next;
            if (place[1] == Other && text.SequenceEqual(sought))
            {
                return FileStamp.Of(path) == ReadStamp(place[2..]) ? Fingerprint.Read(place[(2 + StampLength)..]) : null;
            }
        }

        return null;
    }

    /// <summary>The override files, by their paths below the directory.</summary>
    public Dictionary<string, (FileStamp? Stamp, Fingerprint Content)> ToFiles() =>
        Places().Where(static place => place.Kind == File).ToDictionary(static place => place.Path, static place => (place.Stamp, place.Content), StringComparer.Ordinal);

    private IEnumerable<(byte Kind, string Path, FileStamp? Stamp, Fingerprint Content)> Places()
    {
        var at = HeaderLength;
        for (var i = 0; i < Count; i++)
        {
            var place = PlaceAt(at, out var path, out var next);
            at = next;
            yield return (
                place[1],
                Encoding.UTF8.GetString(path[..^1]),
                place[0] == 0 ? null : ReadStamp(place[2..]),
                Fingerprint.Read(place[(2 + StampLength)..]));
        }
    }

    private static void Write(in FileStamp stamp, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, stamp.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], stamp.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], stamp.Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], stamp.Modified);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], stamp.Changed);
    }

    private static FileStamp ReadStamp(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]));

    // The checksum held: what is here was written by this class.
    private ReadOnlySpan<byte> PlaceAt(int at, out ReadOnlySpan<byte> path, out int next)
    {
        var place = _bytes.AsSpan(at, PlaceLength);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(place[^sizeof(ushort)..]) + 1;
        path = _bytes.AsSpan(at + PlaceLength, length);
        next = at + PlaceLength + length;
        return place;
    }
}
