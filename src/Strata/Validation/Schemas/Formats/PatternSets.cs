namespace Strata.Validation.Schemas.Formats;

/// <summary>The sets that patterns have signs for.</summary>
internal static class PatternSets
{
    /// <summary>The dot: all but LF, CR, LS and PS.</summary>
    public static readonly CodePointSet AnyOfLine = new(['\n', '\n', '\r', '\r', 0x2028, 0x2029], negated: true);

    /// <summary>The set of <c>\d</c>, <c>\D</c>, <c>\w</c>, <c>\W</c>, <c>\s</c> or <c>\S</c> by its letter, or null.</summary>
    public static CodePointSet? OfLetter(int letter) => letter switch
    {
        'd' or 'D' => new(['0', '9'], negated: letter == 'D'),
        'w' or 'W' => new(['0', '9', 'A', 'Z', '_', '_', 'a', 'z'], negated: letter == 'W'),
        's' or 'S' => new(
            ['\t', '\r', ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000, 0xFEFF, 0xFEFF],
            negated: letter == 'S'),
        _ => null,
    };

    public static CodePointSet Of(int point) => new([point, point]);

    /// <summary>The first 128 code points that <c>\b</c> sees a word at, a bit for each.</summary>
    public static UInt128 Words => new(0x07FF_FFFE_87FF_FFFE, 0x03FF_0000_0000_0000);

    /// <summary>Whether <c>\b</c> sees a word at this code point.</summary>
    public static bool IsWord(int point) => point is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_';
}
