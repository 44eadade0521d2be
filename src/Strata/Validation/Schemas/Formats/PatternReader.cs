using System.Globalization;
using System.Text;

namespace Strata.Validation.Schemas.Formats;

/// <summary>A pattern's code points one by one, and the first thing that is wrong with it. Behind that the pattern is at its end.</summary>
internal sealed class PatternReader(string pattern)
{
    /// <summary>What <see cref="Next"/> is behind the last code point.</summary>
    public const int End = -1;

    /// <summary>What is wrong, or null. It says at which character, counted from 1.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where <see cref="Next"/> stands.</summary>
    public int Place { get; private set; }

    /// <summary>The code point that was not taken yet; half a pair stands for itself.</summary>
    public int Next => Place < pattern.Length ? CodePoints.At(pattern, Place) : End;

    /// <summary>Takes the code point.</summary>
    public int Advance()
    {
        var point = Next;
        Place += point == End ? 0 : point > char.MaxValue ? 2 : 1;
        return point;
    }

    public bool Take(char expected)
    {
        if (Next != expected)
        {
            return false;
        }

        Place++;
        return true;
    }

    public bool Take(string expected)
    {
        if (!pattern.AsSpan(Place).StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        Place += expected.Length;
        return true;
    }

    /// <summary>Says what is wrong, at a place or at the next code point. The first problem stands; nothing is read behind it.</summary>
    public void Fail(string text, int place = -1)
    {
        Problem ??= string.Create(CultureInfo.InvariantCulture, $"{text} (at character {(place < 0 ? Place : place) + 1})");
        Place = pattern.Length;
    }

    /// <summary>A number in decimal digits; one too large for an int is the largest int.</summary>
    public int TakeNumber()
    {
        long number = 0;
        while (Next is >= '0' and <= '9')
        {
            number = Math.Min((number * 10) + (Advance() - '0'), int.MaxValue);
        }

        return (int)number;
    }

    /// <summary>Takes <c>{2}</c>, <c>{2,}</c> or <c>{2,5}</c>; a brace that begins none of them stays.</summary>
    public bool TakeBounds(out int min, out int max)
    {
        var start = Place;
        (min, max) = (0, PatternNode.Unbounded);
        if (Take('{') && Next is >= '0' and <= '9')
        {
            min = TakeNumber();
            max = !Take(',') ? min : Next is >= '0' and <= '9' ? TakeNumber() : PatternNode.Unbounded;
            if (Take('}'))
            {
                return true;
            }
        }

        Place = start;
        return false;
    }

    /// <summary>A group's name up to its closing bracket, or null and a problem.</summary>
    public string? TakeName()
    {
        var start = Place;
        var length = pattern.AsSpan(start).IndexOf('>');
        if (length > 0 && IsName(pattern.AsSpan(start, length)))
        {
            Place += length + 1;
            return pattern.Substring(start, length);
        }

        Fail("a group's name is letters, digits, _ and $, closed by >");
        return null;
    }

    /// <summary>The text up to the closing brace that is taken as well, or null.</summary>
    public string? TakeBraced()
    {
        var length = Next == '{' ? pattern.AsSpan(Place).IndexOf('}') : -1;
        if (length < 0)
        {
            return null;
        }

        var text = pattern.Substring(Place + 1, length - 1);
        Place += length + 1;
        return text;
    }

    /// <summary>So many hexadecimal digits as a number, or -1.</summary>
    public int TakeHex(int digits)
    {
        if (Place + digits > pattern.Length || !int.TryParse(pattern.AsSpan(Place, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return -1;
        }

        Place += digits;
        return number;
    }

    /// <summary>The escape of the second half of a pair, or -1 and nothing taken.</summary>
    public int TakeLowSurrogate()
    {
        var start = Place;
        if (Take("\\u") && TakeHex(4) is >= 0 and var unit && char.IsLowSurrogate((char)unit))
        {
            return unit;
        }

        Place = start;
        return -1;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        var isFirst = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var isStart = rune.Value is '_' or '$' || Rune.IsLetter(rune);
            if (!isStart && (isFirst || !(Rune.IsDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation)))
            {
                return false;
            }

            isFirst = false;
        }

        return true;
    }
}
