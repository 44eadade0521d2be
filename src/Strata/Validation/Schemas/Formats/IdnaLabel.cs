using System.Globalization;

namespace Strata.Validation.Schemas.Formats;

/// <summary>
/// Which labels IDNA makes host names of: RFC 5891, section 4.2, by the properties of RFC 5892, sections 2 and 3, and the rules of its appendix A.
/// Whether a label is in normal form C and whether its letters all run one way (RFC 5893) is not asked: the native command has no tables for it.
/// </summary>
internal static class IdnaLabel
{
    private const int MiddleDot = 0xB7;
    private const int Keraia = 0x375;
    private const int Geresh = 0x5F3;
    private const int Gershayim = 0x5F4;
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;
    private const int KatakanaMiddleDot = 0x30FB;

    private const int LettersAndDigits = (1 << (int)UnicodeCategory.LowercaseLetter) | (1 << (int)UnicodeCategory.UppercaseLetter)
        | (1 << (int)UnicodeCategory.OtherLetter) | (1 << (int)UnicodeCategory.ModifierLetter) | Marks | (1 << (int)UnicodeCategory.DecimalDigitNumber);

    private const int Marks = (1 << (int)UnicodeCategory.NonSpacingMark) | (1 << (int)UnicodeCategory.SpacingCombiningMark);

    /// <summary>Whether the code points are a U-label; its length is not looked at.</summary>
    public static bool IsValid(ReadOnlySpan<int> label)
    {
        if (label.IsEmpty || !label.ContainsAnyExceptInRange(0, 0x7F) || label[0] == '-' || label[^1] == '-' || (label.Length > 3 && label[2] == '-' && label[3] == '-')
            || IsIn(label[0], Marks | (1 << (int)UnicodeCategory.EnclosingMark)))
        {
            return false;
        }

        for (var i = 0; i < label.Length; i++)
        {
            if (!(HasRule(label[i]) ? ObeysRule(label, i) : IsAllowed(label[i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>CONTEXTJ and CONTEXTO: allowed where a rule of appendix A says so.</summary>
    private static bool HasRule(int point) => point is MiddleDot or Keraia or Geresh or Gershayim or NonJoiner or Joiner or KatakanaMiddleDot
        || IsArabicDigit(point) || IsExtendedArabicDigit(point);

    private static bool ObeysRule(ReadOnlySpan<int> label, int index)
    {
        var before = index > 0 ? label[index - 1] : -1;
        var behind = index + 1 < label.Length ? label[index + 1] : -1;
        return label[index] switch
        {
            NonJoiner => CodePointSet.Holds(IdnaRanges.Virama, before) || Joins(label, index),
            Joiner => CodePointSet.Holds(IdnaRanges.Virama, before),
            MiddleDot => before == 'l' && behind == 'l',
            Keraia => CodePointSet.Holds(ScriptRanges.Greek, behind),
            Geresh or Gershayim => CodePointSet.Holds(ScriptRanges.Hebrew, before),
            KatakanaMiddleDot => HoldsJapanese(label),
            var digit => IsArabicDigit(digit) ? !Holds(label, IsExtendedArabicDigit) : !Holds(label, IsArabicDigit),
        };
    }

    /// <summary>PVALID.</summary>
    private static bool IsAllowed(int point) => point switch
    {
        // Exceptions (2.6).
        0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007 => true,
        0x640 or 0x7FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => false,

        // LDH (2.4).
        < 0x80 => point is '-' or (>= '0' and <= '9') or (>= 'a' and <= 'z'),

        // Ignorable blocks (2.5) and old Hangul (2.9).
        (>= 0x20D0 and <= 0x20FF) or (>= 0x1D100 and <= 0x1D24F) => false,
        (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97C) or (>= 0xD7B0 and <= 0xD7C6) or (>= 0xD7CB and <= 0xD7FB) => false,
        _ => IsIn(point, LettersAndDigits) && !IsIn(point, 1 << (int)UnicodeCategory.UppercaseLetter) && !CodePointSet.Holds(IdnaRanges.Unstable, point),
    };

    // Between letters that join across it, with marks that do not keep them apart.
    private static bool Joins(ReadOnlySpan<int> label, int index)
    {
        var before = index - 1;
        while (before >= 0 && IsTransparent(label[before]))
        {
            before--;
        }

        var behind = index + 1;
        while (behind < label.Length && IsTransparent(label[behind]))
        {
            behind++;
        }

        return before >= 0 && behind < label.Length
            && CodePointSet.Holds(IdnaRanges.JoinsAfter, label[before]) && CodePointSet.Holds(IdnaRanges.JoinsBefore, label[behind]);
    }

    // Joining type T. The format characters that are not of it are in no label.
    private static bool IsTransparent(int point) => point is not (NonJoiner or Joiner)
        && IsIn(point, (1 << (int)UnicodeCategory.NonSpacingMark) | (1 << (int)UnicodeCategory.EnclosingMark) | (1 << (int)UnicodeCategory.Format));

    private static bool HoldsJapanese(ReadOnlySpan<int> label)
    {
        foreach (var point in label)
        {
            if (CodePointSet.Holds(ScriptRanges.Hiragana, point) || CodePointSet.Holds(ScriptRanges.Katakana, point) || CodePointSet.Holds(ScriptRanges.Han, point))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(ReadOnlySpan<int> label, Func<int, bool> isSought)
    {
        foreach (var point in label)
        {
            if (isSought(point))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsArabicDigit(int point) => point is >= 0x660 and <= 0x669;

    private static bool IsExtendedArabicDigit(int point) => point is >= 0x6F0 and <= 0x6F9;

    private static bool IsIn(int point, int categories) => (categories >> (int)CharUnicodeInfo.GetUnicodeCategory(point) & 1) != 0;
}
