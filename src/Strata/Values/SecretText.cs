using System.Text;

namespace Strata.Values;

/// <summary>How a secret is shown, and which texts are secret or hold one whatever their key is.</summary>
internal static class SecretText
{
    /// <summary>What stands in every output where a secret would.</summary>
    public const string Mask = "********";

    /// <summary>Whether a text is an encrypted value, in Strata's own envelope or that of SOPS.</summary>
    public static bool IsEncrypted(string text) => text.StartsWith("ENC[", StringComparison.Ordinal) && text.EndsWith(']');

    /// <summary>Whether a text holds a URL or a connection string with a password.</summary>
    public static bool HasUrlPassword(string text) => FindPasswords(text) is not null;

    /// <summary>The text with the passwords of its URLs and connection strings masked; the same text when it has none.</summary>
    public static string MaskUrlPasswords(string text) => FindPasswords(text) is { } passwords ? MaskParts(text, passwords) : text;

    /// <summary>The passwords of a text's URLs and connection strings, in order; null when it has none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isLine">Whether it is a file's line, of which rather too much is hidden than too little.</param>
    public static List<Range>? FindPasswords(string text, bool isLine = false)
    {
        // Every text of every output comes here, and nearly none goes on.
        if (!MayHoldPassword(text))
        {
            return null;
        }

        var found = new List<Range>();
        UrlPasswords.Find(text, isLine, found);
        SecretParameters.Find(text, isLine, found);
        return found.Count == 0 ? null : TextRanges.Joined(found);
    }

    /// <summary>The text with some of its parts masked.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parts">The parts, in order and apart from each other.</param>
    public static string MaskParts(string text, IReadOnlyList<Range> parts)
    {
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var part in parts)
        {
            masked.Append(text, at, part.Start.Value - at).Append(Mask);
            at = part.End.Value;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Whether a text has the signs of a URL or of an assignment, without which neither it nor a part of it holds a password.</summary>
    public static bool MayHoldPassword(string text)
    {
        var at = text.AsSpan().IndexOfAny(':', '=');
        return at >= 0 && (text.IndexOf('=', at) >= 0 || text.IndexOf("://", at, StringComparison.Ordinal) >= 0);
    }
}
