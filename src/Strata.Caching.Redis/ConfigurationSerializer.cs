using System.Buffers.Binary;
using System.IO.Hashing;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Strata.Caching.Redis;

/// <summary>
/// What is shared, in bytes: configurations as they are kept in files, the names of what they depend on, and the marks by which a clearing
/// is known. Each has a checksum, and is sealed where there is a key. Safe for use from several threads.
/// </summary>
/// <param name="seal">Seals them; null to leave them open.</param>
internal sealed class ConfigurationSerializer(EntrySeal? seal) : IFusionCacheSerializer
{
    private long _corrupt;

    /// <summary>How many could not be read.</summary>
    public long Corrupt => Interlocked.Read(ref _corrupt);

    /// <inheritdoc/>
    public byte[] Serialize<T>(T? obj) => obj switch
    {
        FusionCacheDistributedEntry<Remembered> entry => Close(BytesOf(entry.Value), entry.Timestamp, entry.LogicalExpirationTimestamp),
        FusionCacheDistributedEntry<Recipes> entry => Close(entry.Value.ToBytes(), entry.Timestamp, entry.LogicalExpirationTimestamp),
        FusionCacheDistributedEntry<long> entry => Close(new ByteText().Add(entry.Value).Written.ToArray(), entry.Timestamp, entry.LogicalExpirationTimestamp),
        _ => throw new NotSupportedException($"{typeof(T)} is not shared."),
    };

    /// <inheritdoc/>
    public T? Deserialize<T>(byte[] data)
    {
        try
        {
            var content = Open(data, out var timestamp, out var expiration);
            object entry = typeof(T) == typeof(FusionCacheDistributedEntry<Remembered>) ? new FusionCacheDistributedEntry<Remembered>(RememberedOf(content), timestamp, expiration, ResolutionCache.Tags, null)
                : typeof(T) == typeof(FusionCacheDistributedEntry<Recipes>) ? new FusionCacheDistributedEntry<Recipes>(Recipes.Read(content) ?? throw Unreadable(), timestamp, expiration, ResolutionCache.Tags, null)
                : typeof(T) == typeof(FusionCacheDistributedEntry<long>) ? new FusionCacheDistributedEntry<long>(new ByteTextReader(content).ReadNumber(), timestamp, expiration, null, null)
                : throw new NotSupportedException($"{typeof(T)} is not shared.");
            return (T)entry;
        }
        catch (InvalidDataException)
        {
            Interlocked.Increment(ref _corrupt);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => new(Serialize(obj));

    /// <inheritdoc/>
    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => new(Deserialize<T>(data));

    private static InvalidDataException Unreadable() => new("A shared entry cannot be understood.");

    private static byte[] BytesOf(Remembered remembered)
    {
        if (remembered.Resolved?.Configuration is not { } configuration || remembered.Key is not { } key)
        {
            throw new NotSupportedException("Only what was resolved here is shared.");
        }

        var names = new ByteText().Add(key);
        remembered.Names!.WriteTo(names);
        using var stream = new MemoryStream();
        stream.Write(new ByteText().Add(names.Written).Written);
        EntryWriter.Write(configuration, key, withholds: false, stream);
        return stream.ToArray();
    }

    private static Remembered RememberedOf(byte[] content)
    {
        var reader = new ByteTextReader(content);
        var names = new ByteTextReader(reader.ReadBytes());
        var key = names.ReadFingerprint();
        var inputs = InputNames.Read(ref names);
        var entry = new EntryReader(SourceOf(content.AsMemory(content.Length - reader.Left)), reader.Left, key);
        return new Remembered(new KeptParts(entry.ReadRoot(), entry.Overrides, entry.Sensitivity), inputs, key);
    }

    private static ByteSource SourceOf(ReadOnlyMemory<byte> content) => (bytes, offset) =>
    {
        var rest = content.Span[(int)Math.Min(offset, content.Length)..];
        rest = rest[..Math.Min(rest.Length, bytes.Length)];
        rest.CopyTo(bytes);
        return rest.Length;
    };

    private byte[] Close(byte[] content, long timestamp, long expiration)
    {
        var bytes = new byte[content.Length + (3 * sizeof(long))];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), timestamp);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2 * sizeof(long)), expiration);
        content.CopyTo(bytes, 3 * sizeof(long));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, XxHash3.HashToUInt64(bytes.AsSpan(sizeof(long))));
        return seal?.Seal(bytes) ?? bytes;
    }

    private byte[] Open(byte[] data, out long timestamp, out long expiration)
    {
        var bytes = seal?.Open(data) ?? data;
        if (bytes.Length < 3 * sizeof(long) || XxHash3.HashToUInt64(bytes.AsSpan(sizeof(long))) != BinaryPrimitives.ReadUInt64LittleEndian(bytes))
        {
            throw Unreadable();
        }

        timestamp = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(long)));
        expiration = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(2 * sizeof(long)));
        return bytes[(3 * sizeof(long))..];
    }
}
