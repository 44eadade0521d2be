namespace Strata.Validation.Schemas.Formats;

/// <summary>JSON Pointers by RFC 6901, section 3, and relative ones by the internet draft that each draft of JSON Schema names.</summary>
internal static class PointerFormat
{
    /// <summary>The empty text, or tokens each behind a slash, in which <c>~</c> stands before 0 or 1 only.</summary>
    public static bool IsPointer(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != '/')
        {
            return false;
        }

        for (var escape = text.IndexOf('~'); escape >= 0; escape = text.IndexOf('~'))
        {
            if (escape + 1 == text.Length || text[escape + 1] is not ('0' or '1'))
            {
                return false;
            }

            text = text[(escape + 2)..];
        }

        return true;
    }

    /// <summary>
    /// How many levels up, then <c>#</c> or a pointer. With <paramref name="allowShift"/> (draft-bhutton-relative-json-pointer-00, section 3)
    /// <c>+1</c> or <c>-1</c> may stand between them.
    /// </summary>
    public static bool IsRelativePointer(ReadOnlySpan<char> text, bool allowShift)
    {
        if (!TakeNumber(ref text, first: '0'))
        {
            return false;
        }

        if (allowShift && text is ['+' or '-', ..])
        {
            text = text[1..];
            if (!TakeNumber(ref text, first: '1'))
            {
                return false;
            }
        }

        return text is "#" || IsPointer(text);
    }

    // Zero, where it is allowed, stands alone.
    private static bool TakeNumber(ref ReadOnlySpan<char> text, char first)
    {
        if (text.IsEmpty || text[0] < first || text[0] > '9')
        {
            return false;
        }

        var length = text[0] == '0' ? 1 : text.IndexOfAnyExceptInRange('0', '9');
        text = length < 0 ? [] : text[length..];
        return true;
    }
}
