namespace Strata.Validation.Schemas.Formats;

/// <summary>IP addresses: version 4 by RFC 2673, section 3.2; version 6 by RFC 4291, section 2.2. No zones, no prefix lengths, no other spellings.</summary>
internal static class AddressFormat
{
    private const int Groups = 8;

    /// <summary>Four decimal numbers up to 255 without leading zeros.</summary>
    public static bool IsVersion4(ReadOnlySpan<char> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var length = part < 3 ? text.IndexOf('.') : text.Length;
            if (length is < 1 or > 3 || (text[0] == '0' && length > 1))
            {
                return false;
            }

            var number = 0;
            foreach (var digit in text[..length])
            {
                if (!char.IsAsciiDigit(digit))
                {
                    return false;
                }

                number = (number * 10) + (digit - '0');
            }

            if (number > 255)
            {
                return false;
            }

            text = part < 3 ? text[(length + 1)..] : [];
        }

        return true;
    }

    /// <summary>Eight groups of up to four hexadecimal digits; <c>::</c> stands once for one or more; the last two may be a version 4 address.</summary>
    public static bool IsVersion6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::");
        if (gap < 0)
        {
            return TryGroups(text, out var all) && all == Groups;
        }

        // A version 4 address stands at the end of the whole only.
        return TryGroups(text[..gap], out var before) && !text[..gap].Contains('.')
            && TryGroups(text[(gap + 2)..], out var behind)
            && before + behind < Groups;
    }

    private static bool TryGroups(ReadOnlySpan<char> text, out int groups)
    {
        groups = 0;
        while (!text.IsEmpty)
        {
            var length = text.IndexOf(':');
            if (length < 0)
            {
                if (text.Contains('.'))
                {
                    groups += 2;
                    return IsVersion4(text);
                }

                length = text.Length;
            }

            if (length is < 1 or > 4 || ++groups > Groups)
            {
                return false;
            }

            foreach (var digit in text[..length])
            {
                if (!char.IsAsciiHexDigit(digit))
                {
                    return false;
                }
            }

            if (length == text.Length)
            {
                return true;
            }

            text = text[(length + 1)..];
            if (text.IsEmpty)
            {
                // A colon behind which nothing stands.
                return false;
            }
        }

        return true;
    }
}
