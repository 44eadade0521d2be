using System.Security.Cryptography;
using System.Text;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Strata.Server.Reading;

/// <summary>
/// Snapshots as Redis keeps them: a version, what is needed to make the object again, the bytes, and a hash over all of it, so that what was changed
/// there is never served.
/// </summary>
internal sealed class SnapshotSerializer : IFusionCacheSerializer
{
    private const byte Version = 2;

    public byte[] Serialize<T>(T? obj)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        var entry = obj as FusionCacheDistributedEntry<RenderedSnapshot> ?? throw new NotSupportedException("only snapshots are kept there");
        var snapshot = entry.Value!;
        writer.Write(Version);
        writer.Write(entry.Timestamp);
        writer.Write(entry.LogicalExpirationTimestamp);
        writer.Write(snapshot.Key);
        writer.Write(snapshot.ContentType);
        writer.Write(snapshot.Hash);
        writer.Write(snapshot.Format);
        writer.Write(snapshot.Warnings);
        writer.Write(snapshot.Body.Length);
        writer.Write(snapshot.Body);
        writer.Flush();
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    public T? Deserialize<T>(byte[] data)
    {
        if (data.Length <= SHA256.HashSizeInBytes || !SHA256.HashData(data.AsSpan(0, data.Length - SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(data.AsSpan(data.Length - SHA256.HashSizeInBytes)) || data[0] != Version)
        {
            throw new InvalidDataException("what Redis keeps is no snapshot, or was changed there");
        }

        using var reader = new BinaryReader(new MemoryStream(data, 1, data.Length - 1 - SHA256.HashSizeInBytes), Encoding.UTF8);
        var (timestamp, expiration) = (reader.ReadInt64(), reader.ReadInt64());
        var (key, contentType, hash, format, warnings) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadInt32());
        var body = reader.ReadBytes(reader.ReadInt32());
        object entry = new FusionCacheDistributedEntry<RenderedSnapshot>(new RenderedSnapshot(body, contentType, hash, format, warnings, key), timestamp, expiration, tags: null, metadata: null);
        return (T)entry;
    }

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => ValueTask.FromResult(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => ValueTask.FromResult(Deserialize<T>(data));
}
