using System.Buffers;
using System.IO.Hashing;
using System.Text;

namespace Strata.Server.Identity;

/// <summary>
/// An API token as it is shown: <c>strata_</c>, an id of 12 characters, a secret of 43 (256 bits), and six that are a checksum, all letters and
/// digits: <c>strata_[0-9A-Za-z]{61}</c>. Those who look for leaked secrets find it by its beginning, and know it by its checksum without asking us.
/// </summary>
internal static class ApiTokenText
{
    public const string Prefix = "strata_";

    private const int IdLength = 12;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int Length = 7 + IdLength + SecretLength + ChecksumLength;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Letters = SearchValues.Create(Base62);

    public static string Make()
    {
        var text = Prefix + RandomSecret.Letters(IdLength + SecretLength);
        return text + ChecksumOf(text);
    }

    /// <summary>The part that is no secret.</summary>
    public static string IdOf(string text) => text.Substring(Prefix.Length, IdLength);

    /// <summary>Whether it has the form, and its checksum is that of the rest.</summary>
    public static bool IsWhole(string text) => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Letters) < 0 && ChecksumOf(text[..^ChecksumLength]) == text[^ChecksumLength..];

    private static string ChecksumOf(string text)
    {
        var rest = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(text));
        Span<char> checksum = stackalloc char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = Base62[(int)(rest % 62)];
            rest /= 62;
        }

        return new string(checksum);
    }
}
