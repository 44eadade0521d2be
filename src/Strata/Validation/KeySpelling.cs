using System.Buffers;
using System.Text;

namespace Strata.Validation;

/// <summary>One spelling for keys that people write in several: <c>minSize</c>, <c>min-size</c> and <c>MIN_SIZE</c> are <c>min_size</c>.</summary>
internal static class KeySpelling
{
    private static readonly SearchValues<char> Respelled = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    /// <summary>The key in lower case with <c>_</c> between its words; the same string where it is written so already.</summary>
    public static string Canonical(string key) => key.AsSpan().ContainsAny(Respelled) ? Respell(key) : key;

    private static string Respell(string key)
    {
        var words = new StringBuilder(key.Length + 4);
        for (var i = 0; i < key.Length; i++)
        {
            var c = key[i];
            if (c == '-')
            {
                words.Append('_');
                continue;
            }

            // A hump begins a word, and so does the last capital of several before a small letter: "TLSEnabled".
            var isHump = char.IsAsciiLetterUpper(c) && i > 0 && (char.IsAsciiLetterLower(key[i - 1]) || char.IsAsciiDigit(key[i - 1])
                || (char.IsAsciiLetterUpper(key[i - 1]) && i + 1 < key.Length && char.IsAsciiLetterLower(key[i + 1])));
            if (isHump)
            {
                words.Append('_');
            }

            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
