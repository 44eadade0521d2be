using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Strata.Secrets;

namespace Strata.Caching;

/// <summary>The SHA-256 of something that an answer depends on. Two that are equal are of the same thing.</summary>
[InlineArray(Length)]
internal struct Fingerprint : IEquatable<Fingerprint>
{
    public const int Length = ManagedSha256.Length;

    // Above this the system's own is faster, however long it takes to load.
    private const int Long = 512 * 1024;

    private byte _first;

    /// <summary>The bytes.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _first, Length);

    /// <summary>The fingerprint of bytes.</summary>
    public static Fingerprint Of(ReadOnlySpan<byte> bytes)
    {
        var hash = default(Fingerprint);
        if (bytes.Length < Long)
        {
            ManagedSha256.Hash(bytes, hash);
        }
        else
        {
            SHA256.HashData(bytes, hash);
        }

        return hash;
    }

    /// <summary>One that was written down.</summary>
    public static Fingerprint Read(ReadOnlySpan<byte> bytes)
    {
        var hash = default(Fingerprint);
        bytes[..Length].CopyTo(hash);
        return hash;
    }

    /// <inheritdoc/>
    public readonly bool Equals(Fingerprint other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Fingerprint other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>The fingerprint in lower-case hexadecimal digits.</summary>
    public override readonly string ToString() => Convert.ToHexStringLower(Bytes);
}
