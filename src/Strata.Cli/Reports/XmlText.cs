using System.Text;

namespace Strata.Cli.Reports;

/// <summary>Writes texts as XML 1.0 holds them.</summary>
internal static class XmlText
{
    /// <summary>
    /// A text for between tags or in a double-quoted attribute. XML 1.0 has no way to write control characters, nor half a surrogate
    /// pair: they become U+FFFD.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isAttribute">Whether it is an attribute's: readers make spaces of the line breaks and tabs there, unless they are written as references.</param>
    public static string Of(string text, bool isAttribute)
    {
        var xml = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => xml.Append("&amp;"),
                '<' => xml.Append("&lt;"),
                '>' => xml.Append("&gt;"),
                '"' => xml.Append("&quot;"),

                // Readers take a bare one for a line feed, wherever it stands.
                '\r' => xml.Append("&#13;"),
                '\n' when isAttribute => xml.Append("&#10;"),
                '\t' when isAttribute => xml.Append("&#9;"),
                _ => xml.Append(IsAllowed(rune.Value) ? rune.ToString() : "\uFFFD"),
            };
        }

        return xml.ToString();
    }

    private static bool IsAllowed(int value) => value is '\t' or '\n' or (>= 0x20 and not (0xFFFE or 0xFFFF or (>= 0x7F and <= 0x9F)));
}
