using System.Buffers;
using System.Buffers.Text;

namespace Strata.Validation.Rules;

/// <summary>Tells texts that a machine drew at random from words that people wrote.</summary>
internal static class RandomText
{
    private static readonly SearchValues<char> Base64Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-");

    private const int ShortestRandom = 20;
    private const int ShortestHex = 32;

    // Twenty letters and digits drawn at random have four bits each; words and numbers have fewer.
    private const double LeastEntropy = 3.5;
    private const double LeastEntropyOfHex = 3.0;

    // Random letters change between upper case, lower case and digits at six steps of ten; "MyServiceV2Handler" at three.
    private const double LeastChanges = 0.4;

    /// <summary>Whether a text is random letters of both cases and digits, as keys in base64 are.</summary>
    public static bool Is(string text)
    {
        if (text.Length < ShortestRandom || text.AsSpan().ContainsAnyExcept(Base64Characters))
        {
            return false;
        }

        var hasAll = text.Any(char.IsAsciiDigit) && text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper);
        return hasAll && Changes(text) >= LeastChanges && Entropy(text) >= LeastEntropy && !IsEncodedText(text);
    }

    /// <summary>Whether a text is random hexadecimal digits. Far more of these are hashes than keys: their name must tell.</summary>
    public static bool IsHex(string text) =>
        text.Length >= ShortestHex && text.All(char.IsAsciiHexDigit) && text.Any(char.IsAsciiLetter) && Entropy(text) >= LeastEntropyOfHex;

    /// <summary>The bits that each character of a text carries, after Shannon.</summary>
    public static double Entropy(string text)
    {
        var counts = new Dictionary<char, int>();
        foreach (var c in text)
        {
            counts[c] = counts.GetValueOrDefault(c) + 1;
        }

        var bits = 0.0;
        foreach (var count in counts.Values)
        {
            var share = (double)count / text.Length;
            bits -= share * Math.Log2(share);
        }

        return bits;
    }

    private static double Changes(string text)
    {
        var changes = 0;
        for (var i = 1; i < text.Length; i++)
        {
            changes += KindOf(text[i]) == KindOf(text[i - 1]) ? 0 : 1;
        }

        return (double)changes / (text.Length - 1);

        static int KindOf(char c) => char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : char.IsAsciiLetterUpper(c) ? 2 : 3;
    }

    // Base64 of something that can be read: a certificate's name, a small JSON. What is secret in it is not known, and likely nothing.
    private static bool IsEncodedText(string text)
    {
        if (!Base64.IsValid(text, out var length) || length == 0)
        {
            return false;
        }

        var decoded = Convert.FromBase64String(text);
        return decoded.All(static b => b is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t');
    }
}
