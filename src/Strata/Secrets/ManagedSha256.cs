using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace Strata.Secrets;

/// <summary>
/// SHA-256 without the system's cryptography, which takes a process some milliseconds to load: the faster one for what is short, in a
/// command that needs no other cryptography.
/// </summary>
internal static class ManagedSha256
{
    /// <summary>The bytes of a hash.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>Hashes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="hash">Takes the hash.</param>
    public static void Hash(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        var digest = new Sha256Digest();
        digest.BlockUpdate(bytes);
        digest.DoFinal(hash);
    }
}
