using System.Buffers;
using System.Globalization;
using System.Numerics;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>A number of a schema that numbers are compared with by value: exactly, whatever their size and spelling. Immutable.</summary>
internal sealed class NumberLimit
{
    private const int StackRoom = 128;

    private readonly bool _isInt64;
    private readonly long _int64;
    private readonly bool _isNegative;
    private readonly string _digits;
    private readonly long _exponent;
    private readonly bool _isUInt64;
    private readonly ulong _uint64;

    private NumberLimit(string text, DecimalNumber number)
    {
        Text = text;
        _isNegative = number.IsNegative;
        _digits = number.Digits.ToString();
        _exponent = number.Exponent;
        _isInt64 = CoreSchema.TryParseInteger(text, out _int64);
        _isUInt64 = ulong.TryParse(_digits, NumberStyles.None, CultureInfo.InvariantCulture, out _uint64);
    }

    /// <summary>The number as the schema writes it.</summary>
    public string Text { get; }

    public bool IsPositive => !_isNegative && _digits.Length > 0;

    /// <summary>The number of a node; null when it is none, infinite, or out of all proportion.</summary>
    public static NumberLimit? Of(ConfigNode node)
    {
        if (node is not ScalarNode { Type: ScalarType.Integer or ScalarType.Float } scalar)
        {
            return null;
        }

        var text = Decimal(scalar);
        var room = new char[DecimalNumber.Room(text)];
        return DecimalNumber.TryRead(text, room, out var number) ? new NumberLimit(scalar.Text, number) : null;
    }

    /// <summary>Negative when a value is below this number, 0 when it is the same, positive when it is above; null for not-a-number.</summary>
    public int? Compare(ScalarNode value)
    {
        if (_isInt64 && value.TryGetInt64(out var whole))
        {
            return whole.CompareTo(_int64);
        }

        var text = Decimal(value);
        var rented = text.Length > StackRoom ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        var room = rented ?? stackalloc char[StackRoom];
        var result = DecimalNumber.TryRead(text, room, out var number) ? Compare(number) : CompareSpecial(text);
        Return(rented);
        return result;
    }

    /// <summary>Whether a value is a whole multiple of this number, which is positive.</summary>
    public bool Divides(ScalarNode value)
    {
        if (_isInt64 && value.TryGetInt64(out var whole))
        {
            return whole % _int64 == 0;
        }

        var text = Decimal(value);
        var rented = text.Length > StackRoom ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        var room = rented ?? stackalloc char[StackRoom];
        var result = DecimalNumber.TryRead(text, room, out var number) && Divides(number);
        Return(rented);
        return result;
    }

    private int Compare(DecimalNumber value)
    {
        var sign = Sign(value.IsNegative, value.Digits.Length);
        var own = Sign(_isNegative, _digits.Length);
        if (sign != own || sign == 0)
        {
            return sign.CompareTo(own);
        }

        // No digits begin or end with a zero, so that letter by letter is value by value.
        var size = value.Exponent != _exponent ? value.Exponent.CompareTo(_exponent) : Math.Sign(value.Digits.SequenceCompareTo(_digits));
        return sign * size;
    }

    private static int Sign(bool isNegative, int digits) => digits == 0 ? 0 : isNegative ? -1 : 1;

    // The infinities, and exponents of ten digits and more, which are beyond every limit or as good as nothing.
    private int? CompareSpecial(string text)
    {
        if (text is [.., 'n' or 'N'])
        {
            return null;
        }

        var isNegative = text[0] == '-';
        var exponent = text.AsSpan().IndexOfAny('e', 'E');
        var isTiny = exponent >= 0 && exponent + 1 < text.Length && text[exponent + 1] == '-';
        return isTiny ? -Sign(_isNegative, _digits.Length) : isNegative ? -1 : 1;
    }

    // 0.m * 10^e over 0.n * 10^f, with whole m and n that end in no zero: whole exactly when n divides m times the power between them.
    private bool Divides(DecimalNumber value)
    {
        if (value.Digits.IsEmpty)
        {
            return true;
        }

        var power = value.Exponent - value.Digits.Length - (_exponent - _digits.Length);
        if (power < 0)
        {
            return false;
        }

        return _isUInt64 ? DividesSmall(value.Digits, power) : DividesLarge(value.Digits, power);
    }

    private bool DividesSmall(ReadOnlySpan<char> digits, long power)
    {
        UInt128 divisor = _uint64;
        UInt128 remainder = 0;
        foreach (var digit in digits)
        {
            remainder = ((remainder * 10) + (uint)(digit - '0')) % divisor;
        }

        UInt128 factor = 10 % divisor;
        for (; power > 0 && remainder != 0; power >>= 1)
        {
            remainder = (power & 1) == 0 ? remainder : remainder * factor % divisor;
            factor = factor * factor % divisor;
        }

        return remainder == 0;
    }

    private bool DividesLarge(ReadOnlySpan<char> digits, long power)
    {
        var divisor = BigInteger.Parse(_digits, CultureInfo.InvariantCulture);
        var remainder = BigInteger.Zero;
        for (var at = 0; at < digits.Length; at += 18)
        {
            var chunk = digits[at..Math.Min(at + 18, digits.Length)];
            remainder = ((remainder * BigInteger.Pow(10, chunk.Length)) + long.Parse(chunk, NumberStyles.None, CultureInfo.InvariantCulture)) % divisor;
        }

        return (remainder * BigInteger.ModPow(10, power, divisor) % divisor).IsZero;
    }

    private static string Decimal(ScalarNode scalar) =>
        scalar.Text is ['0', 'x' or 'o', ..] ? CoreSchema.CanonicalInteger(scalar.Text) : scalar.Text;

    private static void Return(char[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
