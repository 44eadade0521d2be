using System.Buffers;
using System.Text;

namespace Strata.Values;

/// <summary>One spelling for keys and names that people write in several: <c>minSize</c>, <c>min-size</c>, <c>MinSize</c> and <c>MIN_SIZE</c> are <c>min_size</c>.</summary>
internal static class KeySpelling
{
    private static readonly SearchValues<char> Respelled = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    /// <summary>The key in lower case with <c>_</c> between its words; the same string where it is written so already.</summary>
    public static string Canonical(string key) => key.AsSpan().ContainsAny(Respelled) ? Respell(key) : key;

    /// <summary>Writes a key without what makes no difference between spellings: case, underscores and hyphens.</summary>
    /// <returns>The number of characters; -1 where there is no room.</returns>
    public static int Compact(ReadOnlySpan<char> key, Span<char> compact)
    {
        var length = 0;
        foreach (var c in key)
        {
            if (c is '_' or '-')
            {
                continue;
            }

            if (length == compact.Length)
            {
                return -1;
            }

            compact[length++] = char.ToLowerInvariant(c);
        }

        return length;
    }

    /// <summary>The same as a text.</summary>
    public static string Compact(string key)
    {
        var compact = new char[key.Length];
        return new string(compact, 0, Compact(key, compact));
    }

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
