using System.Globalization;

namespace Strata.Validation.Schemas.Formats;

/// <summary>A set of code points: ranges, general categories, or all but those.</summary>
internal sealed class CodePointSet
{
    /// <summary>The last code point.</summary>
    public const int Last = 0x10FFFF;

    private const int AsciiEnd = 128;

    private readonly int[] _ranges;
    private readonly int _categories;
    private readonly bool _negated;

    // The first 128 answers, because nearly every text asks for those only.
    private readonly UInt128 _ascii;

    /// <param name="ranges">First and last of each range, ascending, none touching another.</param>
    /// <param name="categories">A bit for each <see cref="UnicodeCategory"/> whose code points belong to it as well.</param>
    /// <param name="negated">Whether the set is all but those.</param>
    public CodePointSet(int[] ranges, int categories = 0, bool negated = false)
    {
        _ranges = ranges;
        _categories = categories;
        _negated = negated;
        for (var i = 0; i < ranges.Length && ranges[i] < AsciiEnd; i += 2)
        {
            _ascii |= UInt128.MaxValue << ranges[i] & UInt128.MaxValue >> (AsciiEnd - 1 - Math.Min(ranges[i + 1], AsciiEnd - 1));
        }

        for (var point = 0; point < AsciiEnd && categories != 0; point++)
        {
            _ascii |= (categories >> (int)CharUnicodeInfo.GetUnicodeCategory(point) & 1) != 0 ? UInt128.One << point : UInt128.Zero;
        }

        _ascii = negated ? ~_ascii : _ascii;
    }

    /// <summary>A bit for each of the first 128 code points that belongs to the set.</summary>
    public UInt128 Ascii => _ascii;

    /// <summary>The ranges as they were given.</summary>
    public ReadOnlySpan<int> Ranges => _ranges;

    /// <summary>The categories as they were given.</summary>
    public int Categories => _categories;

    /// <summary>Whether the set is all but its ranges and categories.</summary>
    public bool IsNegated => _negated;

    public bool Contains(int point) => point < AsciiEnd ? (_ascii >> point & UInt128.One) != UInt128.Zero : Find(point);

    /// <summary>Whether ascending ranges, first and last of each, hold the point.</summary>
    public static bool Holds(ReadOnlySpan<int> ranges, int point)
    {
        var low = 0;
        var high = ranges.Length / 2;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[(2 * middle) + 1] < point)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return 2 * low < ranges.Length && ranges[2 * low] <= point;
    }

    private bool Find(int point) =>
        (Holds(_ranges, point) || (_categories != 0 && (_categories >> (int)CharUnicodeInfo.GetUnicodeCategory(point) & 1) != 0)) != _negated;
}
