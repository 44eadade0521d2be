using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Tells a slip of the fingers in a key from another word.</summary>
internal static class KeySlip
{
    private const int LongestKey = 64;
    private const int ShortestWord = 4;

    // Below this, one letter replaced is most often another word: "left" and "lift".
    private const int ShortestForReplacement = 6;

    private const int ShortestForTwo = 8;

    /// <summary>A key without case and signs: the same for <c>maxSize</c>, <c>max-size</c> and <c>MAX_SIZE</c>.</summary>
    public static string Letters(string key) => string.Concat(key.Where(static c => c is not ('-' or '_' or '.' or ' '))).ToLowerInvariant();

    /// <summary>Whether one key is the other mistyped: exactly one of its words, and that within a letter or two.</summary>
    public static bool IsBetween(string key, string other)
    {
        if (key.Length > LongestKey || other.Length > LongestKey || Math.Abs(key.Length - other.Length) > 2 || Letters(key) == Letters(other))
        {
            return false;
        }

        var words = SecretKeys.Words(key);
        var others = SecretKeys.Words(other);
        if (words.Length != others.Length)
        {
            return false;
        }

        var at = -1;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == others[i])
            {
                continue;
            }

            if (at >= 0)
            {
                return false;
            }

            at = i;
        }

        return at >= 0 && IsSlip(words[at], others[at]);
    }

    private static bool IsSlip(string word, string other)
    {
        // A slip hits the first letter seldom, and words with another one are often opposites: "import" and "export".
        var shorter = Math.Min(word.Length, other.Length);
        if (shorter < ShortestWord || word[0] != other[0] || IsSameButForDigits(word, other) || IsPlural(word, other) || IsPlural(other, word))
        {
            return false;
        }

        return EditDistance.Between(word, other) switch
        {
            1 => word.Length != other.Length || shorter >= ShortestForReplacement || IsSwap(word, other),
            2 => shorter >= ShortestForTwo,
            _ => false,
        };
    }

    private static bool IsSwap(string word, string other) => word.Order().SequenceEqual(other.Order());

    private static bool IsSameButForDigits(string word, string other) =>
        WithoutDigits(word) == WithoutDigits(other);

    private static string WithoutDigits(string word) => string.Concat(word.Where(static c => !char.IsAsciiDigit(c)));

    // Of a word and its plural, or of two forms of one word, both are meant often enough.
    private static bool IsPlural(string one, string several) =>
        several == one + "s" || several == one + "es" || (one.EndsWith('y') && several == one[..^1] + "ies");
}
