using System.Security.Cryptography;
using System.Text;
using Strata.Server.Signing;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Strata.Server.Reading;

/// <summary>
/// Snapshots as Redis keeps them: a version, what is needed to make the object again, the bytes, and a code over all of it that only processes of the same
/// store can make, so that what others wrote or changed there is never served.
/// </summary>
internal sealed class SnapshotSerializer(SnapshotSigner signer) : IFusionCacheSerializer
{
    private const byte Version = 3;

    public async ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default)
    {
        var secret = await signer.ReadSharedSecretAsync(token).ConfigureAwait(false);
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
        writer.Write(HMACSHA256.HashData(secret, stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    public async ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default)
    {
        var secret = await signer.ReadSharedSecretAsync(token).ConfigureAwait(false);
        if (data.Length <= HMACSHA256.HashSizeInBytes || !IsOurs(data, secret) || data[0] != Version)
        {
            throw new InvalidDataException("what Redis keeps is no snapshot of this store, or was changed there");
        }

        using var reader = new BinaryReader(new MemoryStream(data, 1, data.Length - 1 - HMACSHA256.HashSizeInBytes), Encoding.UTF8);
        var (timestamp, expiration) = (reader.ReadInt64(), reader.ReadInt64());
        var (key, contentType, hash, format, warnings) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadInt32());
        var body = reader.ReadBytes(reader.ReadInt32());
        object entry = new FusionCacheDistributedEntry<RenderedSnapshot>(new RenderedSnapshot(body, contentType, hash, format, warnings, key), timestamp, expiration, tags: null, metadata: null);
        return (T)entry;
    }

    // The cache is asked asynchronously alone.
    public byte[] Serialize<T>(T? obj) => throw new NotSupportedException();

    public T? Deserialize<T>(byte[] data) => throw new NotSupportedException();

    private static bool IsOurs(ReadOnlySpan<byte> data, byte[] secret) =>
        CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, data[..^HMACSHA256.HashSizeInBytes]), data[^HMACSHA256.HashSizeInBytes..]);
}
