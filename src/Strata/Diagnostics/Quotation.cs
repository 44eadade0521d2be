using System.Globalization;
using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>How texts that users wrote stand inside a message: in quotes, on one line, never long, passwords of URLs masked.</summary>
internal static class Quotation
{
    private const int LongestText = 100;

    // Beyond so many, nobody reads the rest of a list; a message must not grow with the list that it is about.
    private const int LongestList = 20;

    /// <summary>The text in quotes.</summary>
    public static string Of(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        end = end < 0 ? text.Length : end;
        if (end > LongestText)
        {
            end = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        }

        // Masked before it is cut: half a URL may show half a password.
        return end == text.Length
            ? $"\"{SecretText.MaskUrlPasswords(text)}\""
            : SecretText.HasUrlPassword(text) ? $"\"{SecretText.Mask}\"" : $"\"{text.AsSpan(0, end)}...\"";
    }

    /// <summary>The text in quotes, or the mask when it is a secret.</summary>
    public static string Of(string text, bool secret) => secret ? $"\"{SecretText.Mask}\"" : Of(text);

    /// <summary>Phrases as an enumeration: <c>a, b or c</c>.</summary>
    /// <param name="phrases">The phrases; at least one.</param>
    /// <param name="last">What stands before the last one: <c>or</c>, <c>and</c>.</param>
    public static string Join(IReadOnlyList<string> phrases, string last)
    {
        if (phrases.Count == 1)
        {
            return phrases[0];
        }

        return phrases.Count > LongestList
            ? string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", phrases.Take(LongestList))} {last} {phrases.Count - LongestList} more")
            : $"{string.Join(", ", phrases.Take(phrases.Count - 1))} {last} {phrases[^1]}";
    }
}
