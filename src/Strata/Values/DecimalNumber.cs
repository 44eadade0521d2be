using System.Globalization;

namespace Strata.Values;

/// <summary>
/// The exact value of a number of the core schema: <c>0.Digits * 10^Exponent</c>. Nothing is rounded to 64 bits, so that two
/// numbers are equal when their texts say the same value, whole or fractional: <c>1</c>, <c>1.0</c> and <c>10e-1</c> are.
/// </summary>
internal readonly ref struct DecimalNumber
{
    /// <summary>The room that <see cref="TryRead"/> needs for a text of some length.</summary>
    public static int Room(string text) => text.Length;

    private DecimalNumber(bool isNegative, ReadOnlySpan<char> digits, long exponent)
    {
        IsNegative = isNegative && !digits.IsEmpty;
        Digits = digits;
        Exponent = digits.IsEmpty ? 0 : exponent;
    }

    public bool IsNegative { get; }

    /// <summary>The digits, with no zero at either end; empty for zero.</summary>
    public ReadOnlySpan<char> Digits { get; }

    public long Exponent { get; }

    public bool Equals(DecimalNumber other) =>
        IsNegative == other.IsNegative && Exponent == other.Exponent && Digits.SequenceEqual(other.Digits);

    /// <summary>Reads a decimal number. False for the infinities, not-a-number, hexadecimals and octals, and exponents beyond reason.</summary>
    /// <param name="text">A number of the core schema.</param>
    /// <param name="room">Where the digits go.</param>
    /// <param name="number">The value.</param>
    public static bool TryRead(ReadOnlySpan<char> text, Span<char> room, out DecimalNumber number)
    {
        number = default;
        var isNegative = text is ['-', ..];
        var rest = text is ['+' or '-', ..] ? text[1..] : text;
        var length = 0;
        long exponent = 0;
        var hasPoint = false;
        var at = 0;
        for (; at < rest.Length && rest[at] is (>= '0' and <= '9') or '.'; at++)
        {
            if (rest[at] == '.')
            {
                hasPoint = true;
                continue;
            }

            // Leading zeros say nothing, but behind the point they move it.
            if (length > 0 || rest[at] != '0')
            {
                room[length++] = rest[at];
                exponent += hasPoint ? 0 : 1;
            }
            else if (hasPoint)
            {
                exponent--;
            }
        }

        if (at < rest.Length)
        {
            if (rest[at] is not ('e' or 'E')
                || !int.TryParse(rest[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power))
            {
                return false;
            }

            exponent += power;
        }

        number = new DecimalNumber(isNegative, room[..length].TrimEnd('0'), exponent);
        return true;
    }
}
