using System.Buffers;

namespace Strata.Validation.Schemas.Formats;

/// <summary>URI templates by RFC 6570, section 2; the operators that it reserves are syntax as well.</summary>
internal static class TemplateFormat
{
    private const int MaxPrefixDigits = 4;

    private static readonly SearchValues<char> NotLiteral = SearchValues.Create("\"'%<>\\^`{|}");

    public static bool IsTemplate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '{')
            {
                var length = text[i..].IndexOf('}');
                if (length < 0 || !IsExpression(text.Slice(i + 1, length - 1)))
                {
                    return false;
                }

                i += length + 1;
                continue;
            }

            var width = LiteralWidth(text, i);
            if (width == 0)
            {
                return false;
            }

            i += width;
        }

        return true;
    }

    /// <summary>How many chars the literal at an index takes; 0 when it is none.</summary>
    private static int LiteralWidth(ReadOnlySpan<char> text, int index)
    {
        var point = CodePoints.At(text, index);
        if (point == '%')
        {
            return EncodedWidth(text[index..]);
        }

        return point < 0x80
            ? point > ' ' && point != 0x7F && !NotLiteral.Contains((char)point) ? 1 : 0
            : ReferenceFormat.IsInternational(point) || ReferenceFormat.IsPrivate(point) ? CodePoints.Width(point) : 0;
    }

    private static int EncodedWidth(ReadOnlySpan<char> text) =>
        text is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low) ? 3 : 0;

    private static bool IsExpression(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && "+#./;?&=,!@|".Contains(text[0]))
        {
            text = text[1..];
        }

        for (var comma = text.IndexOf(','); comma >= 0; comma = text.IndexOf(','))
        {
            if (!IsVariable(text[..comma]))
            {
                return false;
            }

            text = text[(comma + 1)..];
        }

        return IsVariable(text);
    }

    private static bool IsVariable(ReadOnlySpan<char> text)
    {
        if (text is [.. var exploded, '*'])
        {
            return IsName(exploded);
        }

        var colon = text.IndexOf(':');
        if (colon < 0)
        {
            return IsName(text);
        }

        var digits = text[(colon + 1)..];
        return digits.Length is > 0 and <= MaxPrefixDigits && digits[0] != '0' && !digits.ContainsAnyExceptInRange('0', '9') && IsName(text[..colon]);
    }

    // A dot stands between two others only.
    private static bool IsName(ReadOnlySpan<char> text)
    {
        var mayBeDot = false;
        while (!text.IsEmpty)
        {
            var isDot = text[0] == '.';
            var width = char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_' || (isDot && mayBeDot) ? 1 : EncodedWidth(text);
            if (width == 0)
            {
                return false;
            }

            mayBeDot = !isDot;
            text = text[width..];
        }

        return mayBeDot;
    }
}
