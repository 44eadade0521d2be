namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// Mailboxes by RFC 5321, section 4.1.2, with the lengths of section 4.5.3.1; by RFC 6531, section 3.3, also such as hold what is not ASCII.
/// </summary>
internal static class MailboxFormat
{
    private const int MaxLocalBytes = 64;
    private const int MaxDomainBytes = 255;
    private const string AtomSigns = "!#$%&'*+-/=?^_`{|}~";

    public static bool IsMailbox(ReadOnlySpan<char> text, bool international)
    {
        // Only the local part may hold another @, in quotation marks.
        var at = text.LastIndexOf('@');
        if (at < 1)
        {
            return false;
        }

        var local = text[..at];
        var domain = text[(at + 1)..];
        return System.Text.Encoding.UTF8.GetByteCount(local) <= MaxLocalBytes
            && (local[0] == '"' ? IsQuoted(local, international) : IsAtoms(local, international))
            && (domain is ['[', .. var literal, ']'] ? IsAddress(literal) : IsDomain(domain, international));
    }

    private static bool IsDomain(ReadOnlySpan<char> domain, bool international) => international
        ? HostnameFormat.IsInternationalHostname(domain)
        : domain.Length <= MaxDomainBytes && HostnameFormat.IsHostname(domain, checkPunycode: false);

    // Of the tags that an address may have, only one was ever registered.
    private static bool IsAddress(ReadOnlySpan<char> text) => text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)
        ? AddressFormat.IsVersion6(text["IPv6:".Length..])
        : AddressFormat.IsVersion4(text);

    /// <summary>Atoms with single dots between them.</summary>
    private static bool IsAtoms(ReadOnlySpan<char> text, bool international)
    {
        var mayBeDot = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' ? !mayBeDot : !(char.IsAsciiLetterOrDigit(text[i]) || AtomSigns.Contains(text[i]) || (international && IsForeign(text, ref i))))
            {
                return false;
            }

            mayBeDot = text[i] != '.';
        }

        return mayBeDot;
    }

    /// <summary>Printable ASCII and spaces in quotation marks; a backslash stands before any of them.</summary>
    private static bool IsQuoted(ReadOnlySpan<char> text, bool international)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return i == text.Length - 1;
            }

            if (text[i] == '\\')
            {
                // What is escaped is ASCII.
                i++;
                if (i == text.Length || text[i] is < ' ' or > '~')
                {
                    return false;
                }
            }
            else if (text[i] is < ' ' or > '~' && !(international && IsForeign(text, ref i)))
            {
                return false;
            }
        }

        return false;
    }

    // Not ASCII, and not half of a pair: that has no bytes in UTF-8. The index moves to the last char of the code point.
    private static bool IsForeign(ReadOnlySpan<char> text, ref int index)
    {
        var point = CodePoints.At(text, index);
        index += CodePoints.Width(point) - 1;
        return point >= 0x80 && point is < 0xD800 or > 0xDFFF;
    }
}
