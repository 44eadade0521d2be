using System.Security.Cryptography;
using System.Text;

namespace Strata.Server.Identity;

/// <summary>Secrets that are made here and shown once.</summary>
internal static class RandomSecret
{
    // Without those that are taken for one another when they are read aloud or copied by hand.
    private const string Readable = "abcdefghjkmnpqrstuvwxyz23456789";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A password that its owner must change: some 99 bits.</summary>
    public static string OneTimePassword() => RandomNumberGenerator.GetString(Readable, 20);

    /// <summary>A code in place of an authenticator, some 79 bits, in groups of four.</summary>
    public static string RecoveryCode() => string.Join('-', Enumerable.Range(0, 4).Select(static _ => RandomNumberGenerator.GetString(Readable, 4)));

    /// <summary>Letters and digits, just under six bits each.</summary>
    public static string Letters(int count) => RandomNumberGenerator.GetString(Base62, count);

    /// <summary>
    /// What is kept of a secret that was made here. A hash that is slow on purpose protects what people choose; of these there are too many to try,
    /// however fast it goes.
    /// </summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
