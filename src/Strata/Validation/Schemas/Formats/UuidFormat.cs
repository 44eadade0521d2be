namespace Strata.Validation.Schemas.Formats;

/// <summary>UUIDs by RFC 4122, section 3: 32 hexadecimal digits of either case, in groups of 8, 4, 4, 4 and 12.</summary>
internal static class UuidFormat
{
    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
