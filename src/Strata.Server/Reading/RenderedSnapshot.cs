using System.IO.Compression;

namespace Strata.Server.Reading;

/// <summary>A resolved configuration as bytes, ready to be sent. Immutable; safe for use from several threads.</summary>
internal sealed class RenderedSnapshot
{
    // Below this, compression costs more than it saves.
    private const int WorthCompressing = 1024;

    private readonly Lazy<byte[]?> _compressed;

    /// <param name="body">The bytes.</param>
    /// <param name="contentType">What they are.</param>
    /// <param name="hash">The SHA-256 of the canonical content, whatever the format: JSON, in lower-case hexadecimal digits.</param>
    /// <param name="format">The format.</param>
    /// <param name="warnings">How many warnings there were.</param>
    /// <param name="key">What it was made of.</param>
    public RenderedSnapshot(byte[] body, string contentType, string hash, string format, int warnings, string key)
    {
        Key = key;
        Body = body;
        ContentType = contentType;
        Hash = hash;
        Format = format;
        Warnings = warnings;
        ETag = format == SnapshotRenderer.CanonicalFormat ? $"\"{hash}\"" : $"\"{hash}-{format}\"";
        CompressedETag = string.Concat(ETag.AsSpan(0, ETag.Length - 1), "-gzip\"");
        _compressed = new Lazy<byte[]?>(Compress);
    }

    /// <summary>The key that says all that the bytes depend on.</summary>
    public string Key { get; }

    public byte[] Body { get; }

    public string ContentType { get; }

    public string Hash { get; }

    public string Format { get; }

    public int Warnings { get; }

    /// <summary>What tells these bytes from all others at the same address.</summary>
    public string ETag { get; }

    /// <summary>The same for the compressed bytes.</summary>
    public string CompressedETag { get; }

    /// <summary>The bytes compressed with gzip, once; null where that saves nothing.</summary>
    public byte[]? Compressed => _compressed.Value;

    private byte[]? Compress()
    {
        if (Body.Length < WorthCompressing)
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Body);
        }

        return stream.Length < Body.Length ? stream.ToArray() : null;
    }
}
