using System.Buffers;

namespace Strata.Values;

/// <summary>How a secret is shown, and which texts are secret or hold one whatever their key is.</summary>
internal static class SecretText
{
    /// <summary>What stands in every output where a secret would.</summary>
    public const string Mask = "********";

    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \t\r\n\"'<>");

    /// <summary>Whether a text is an encrypted value, in Strata's own envelope or that of SOPS.</summary>
    public static bool IsEncrypted(string text) => text.StartsWith("ENC[", StringComparison.Ordinal) && text.EndsWith(']');

    /// <summary>Whether a text holds a URL with a password.</summary>
    public static bool HasUrlPassword(string text) => FindUrlPassword(text, 0, out _);

    /// <summary>The text with the password of each URL in it masked; the same text when it has none.</summary>
    public static string MaskUrlPasswords(string text)
    {
        if (!FindUrlPassword(text, 0, out var password))
        {
            return text;
        }

        var masked = new System.Text.StringBuilder(text.Length);
        var at = 0;
        do
        {
            masked.Append(text, at, password.Start.Value - at).Append(Mask);
            at = password.End.Value;
        }
        while (FindUrlPassword(text, at, out password));

        return masked.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Finds the password of the next URL in a text.</summary>
    // scheme "://" [ user ] ":" password "@" host. A password with an unescaped "/" or "@" in it is no valid URL, yet common:
    // the last "@" before white space, a quote or the end of the authority counts.
    public static bool FindUrlPassword(string text, int from, out Range password)
    {
        password = default;
        for (var at = from; (at = text.IndexOf("://", at, StringComparison.Ordinal)) >= 0; at += 3)
        {
            var start = at + 3;
            var span = text.AsSpan(start);

            // The next URL first: it bounds the search for the end of this one, and a text of nothing but "://" takes linear time.
            var next = span.IndexOf("://");
            span = next < 0 ? span : span[..next];
            var end = span.IndexOfAny(UrlEnds);
            span = end < 0 ? span : span[..end];

            var colon = span.IndexOf(':');
            var slash = span.IndexOfAny('/', '?', '#');
            if (colon < 0 || (slash >= 0 && slash < colon))
            {
                continue;
            }

            var authority = slash < 0 ? span : span[..slash];
            var sign = authority.LastIndexOf('@');
            sign = sign < 0 && slash >= 0 && !IsPort(span[(colon + 1)..slash]) ? span.LastIndexOf('@') : sign;
            if (sign > colon + 1)
            {
                password = (start + colon + 1)..(start + sign);
                return true;
            }
        }

        return false;
    }

    private static bool IsPort(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
