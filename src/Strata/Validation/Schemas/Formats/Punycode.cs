namespace Strata.Validation.Schemas.Formats;

/// <summary>Code points as ASCII letters, digits and hyphens, and back: RFC 3492, section 6.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int MinThreshold = 1;
    private const int MaxThreshold = 26;
    private const int InitialBias = 72;
    private const int InitialPoint = 0x80;

    /// <summary>Decodes; false when the text is no punycode or has more code points than there is room for.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<int> points, out int count)
    {
        count = 0;
        var basic = text.LastIndexOf('-');
        for (; count < basic; count++)
        {
            if (count == points.Length || !char.IsAscii(text[count]))
            {
                return false;
            }

            points[count] = char.ToLowerInvariant(text[count]);
        }

        var (point, index, bias) = (InitialPoint, 0L, InitialBias);
        for (var at = basic < 0 ? 0 : basic + 1; at < text.Length; index++)
        {
            var start = index;
            var weight = 1L;
            for (var place = Base; ; place += Base)
            {
                var digit = at < text.Length ? DigitOf(text[at++]) : -1;
                if (digit < 0)
                {
                    return false;
                }

                index += digit * weight;
                var threshold = Math.Clamp(place - bias, MinThreshold, MaxThreshold);
                if (digit < threshold)
                {
                    break;
                }

                weight *= Base - threshold;

                // Beyond this the code point would be none, and the numbers would grow without end.
                if (index > int.MaxValue || weight > int.MaxValue)
                {
                    return false;
                }
            }

            if (count == points.Length)
            {
                return false;
            }

            bias = Adapt(index - start, count + 1, start == 0);
            point += (int)Math.Min(index / (count + 1), CodePointSet.Last + 1);
            index %= count + 1;
            if (point > CodePointSet.Last)
            {
                return false;
            }

            points[(int)index..count].CopyTo(points[((int)index + 1)..]);
            points[(int)index] = point;
            count++;
        }

        return true;
    }

    /// <summary>Encodes; false when there is no room.</summary>
    public static bool TryEncode(ReadOnlySpan<int> points, Span<char> text, out int length)
    {
        length = 0;
        foreach (var basic in points)
        {
            if (basic < InitialPoint && !TryAppend((char)basic, text, ref length))
            {
                return false;
            }
        }

        var basics = length;
        var handled = basics;
        if (basics > 0 && !TryAppend('-', text, ref length))
        {
            return false;
        }

        var (point, delta, bias) = (InitialPoint, 0L, InitialBias);
        while (handled < points.Length)
        {
            var next = int.MaxValue;
            foreach (var candidate in points)
            {
                next = candidate >= point ? Math.Min(next, candidate) : next;
            }

            delta += (long)(next - point) * (handled + 1);
            point = next;
            foreach (var current in points)
            {
                delta += current < point ? 1 : 0;
                if (current != point)
                {
                    continue;
                }

                if (!TryAppendNumber(delta, bias, text, ref length))
                {
                    return false;
                }

                bias = Adapt(delta, handled + 1, handled == basics);
                delta = 0;
                handled++;
            }

            delta++;
            point++;
        }

        return true;
    }

    private static bool TryAppendNumber(long number, int bias, Span<char> text, ref int length)
    {
        for (var place = Base; ; place += Base)
        {
            var threshold = Math.Clamp(place - bias, MinThreshold, MaxThreshold);
            if (number < threshold)
            {
                return TryAppend(SignOf((int)number), text, ref length);
            }

            var (quotient, digit) = Math.DivRem(number - threshold, Base - threshold);
            if (!TryAppend(SignOf(threshold + (int)digit), text, ref length))
            {
                return false;
            }

            number = quotient;
        }
    }

    private static bool TryAppend(char sign, Span<char> text, ref int length)
    {
        if (length == text.Length)
        {
            return false;
        }

        text[length++] = sign;
        return true;
    }

    private static int Adapt(long delta, int count, bool isFirst)
    {
        const int Skew = 38;
        const int Damp = 700;
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var bias = 0;
        for (; delta > (Base - MinThreshold) * MaxThreshold / 2; bias += Base)
        {
            delta /= Base - MinThreshold;
        }

        return bias + (int)((Base - MinThreshold + 1) * delta / (delta + Skew));
    }

    private static int DigitOf(char sign) => sign switch
    {
        >= 'a' and <= 'z' => sign - 'a',
        >= 'A' and <= 'Z' => sign - 'A',
        >= '0' and <= '9' => sign - '0' + 26,
        _ => -1,
    };

    private static char SignOf(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}
