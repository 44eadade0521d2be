using System.Buffers;

namespace Strata.Validation.Schemas.Formats;

/// <summary>Host names: RFC 1034, section 3.1 as RFC 1123, section 2.1 widens it; international ones by RFC 5890 and the RFCs that it names.</summary>
internal static class HostnameFormat
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;
    private const string PunycodePrefix = "xn--";

    // The dot, and what RFC 3490, section 3.1 has people type instead of it.
    private static readonly SearchValues<char> Dots = SearchValues.Create(".\u3002\uFF0E\uFF61");

    /// <summary>Labels of ASCII letters, digits and inner hyphens. With <paramref name="checkPunycode"/>, those that begin with xn-- must be made by IDNA.</summary>
    public static bool IsHostname(ReadOnlySpan<char> text, bool checkPunycode)
    {
        if (text.Length > MaxLength)
        {
            return false;
        }

        for (var dot = text.IndexOf('.'); dot >= 0; dot = text.IndexOf('.'))
        {
            if (!IsLabel(text[..dot], checkPunycode))
            {
                return false;
            }

            text = text[(dot + 1)..];
        }

        return IsLabel(text, checkPunycode);
    }

    /// <summary>Labels that are host names' or such as IDNA makes host names' of (U-labels); the lengths are those of the name that it makes.</summary>
    public static bool IsInternationalHostname(ReadOnlySpan<char> text)
    {
        var length = 0;
        for (var dot = text.IndexOfAny(Dots); dot >= 0; dot = text.IndexOfAny(Dots))
        {
            if (!TryInternationalLabel(text[..dot], out var label) || (length += label + 1) > MaxLength)
            {
                return false;
            }

            text = text[(dot + 1)..];
        }

        return TryInternationalLabel(text, out var last) && length + last <= MaxLength;
    }

    private static bool IsLabel(ReadOnlySpan<char> label, bool checkPunycode)
    {
        if (label.Length is 0 or > MaxLabelLength || label[0] == '-' || label[^1] == '-')
        {
            return false;
        }

        foreach (var sign in label)
        {
            if (!char.IsAsciiLetterOrDigit(sign) && sign != '-')
            {
                return false;
            }
        }

        return !checkPunycode || !label.StartsWith(PunycodePrefix, StringComparison.OrdinalIgnoreCase) || IsPunycodeLabel(label);
    }

    /// <summary>An A-label: what it stands for is a U-label, and that is spelled so and not otherwise (RFC 5891, section 5.4).</summary>
    private static bool IsPunycodeLabel(ReadOnlySpan<char> label)
    {
        Span<int> points = stackalloc int[MaxLabelLength];
        Span<char> spelled = stackalloc char[MaxLabelLength];
        var encoded = label[PunycodePrefix.Length..];
        return Punycode.TryDecode(encoded, points, out var count)
            && IdnaLabel.IsValid(points[..count])
            && Punycode.TryEncode(points[..count], spelled, out var length)
            && encoded.Equals(spelled[..length], StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="label">The label.</param>
    /// <param name="length">The length of the ASCII label that it is or that is made of it.</param>
    private static bool TryInternationalLabel(ReadOnlySpan<char> label, out int length)
    {
        length = label.Length;
        if (System.Text.Ascii.IsValid(label))
        {
            return IsLabel(label, checkPunycode: true);
        }

        // No label of more code points than that fits, whatever they are.
        Span<int> points = stackalloc int[MaxLabelLength];
        Span<char> spelled = stackalloc char[MaxLabelLength];
        var count = 0;
        for (var i = 0; i < label.Length; count++)
        {
            if (count == points.Length)
            {
                return false;
            }

            points[count] = CodePoints.At(label, i);
            i += CodePoints.Width(points[count]);
        }

        if (!IdnaLabel.IsValid(points[..count]) || !Punycode.TryEncode(points[..count], spelled, out var encoded))
        {
            return false;
        }

        length = PunycodePrefix.Length + encoded;
        return length <= MaxLabelLength;
    }
}
