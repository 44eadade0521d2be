using System.Globalization;

namespace Strata.Validation.Schemas.Formats;

/// <summary>The properties behind <c>\p</c>: general categories, the scripts that are written most, and a few binary ones (ECMA-262, tables 66 to 68).</summary>
internal static class UnicodeProperty
{
    /// <summary>The set of a property as it stands between the braces; null, and why, for one that is not known.</summary>
    public static CodePointSet? Find(string property, bool negated, out string? problem)
    {
        var equals = property.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : property[..equals];
        var value = property[(equals + 1)..];
        var set = name switch
        {
            "" => (CategoriesOf(value) is not 0 and var lone ? new CodePointSet([], lone, negated) : Binary(value, negated)),
            "General_Category" or "gc" => CategoriesOf(value) is not 0 and var categories ? new CodePointSet([], categories, negated) : null,
            "Script" or "sc" => ScriptRanges.Find(value) is { IsEmpty: false } ranges ? new CodePointSet(ranges.ToArray(), negated: negated) : null,
            _ => null,
        };
        problem = set is not null ? null : name switch
        {
            "Script" or "sc" => $"the script {value} is not supported",
            "Script_Extensions" or "scx" => "script extensions are not supported; \\p{Script=...} is",
            _ => $"the property {property} is not known, or not supported",
        };
        return set;
    }

    private static CodePointSet? Binary(string name, bool negated) => name switch
    {
        "Any" => new([0, CodePointSet.Last], negated: negated),
        "Assigned" => new([], CodePointSetBuilder.AllCategories & ~Bit(UnicodeCategory.OtherNotAssigned), negated),
        "ASCII" => new([0, 0x7F], negated: negated),
        "ASCII_Hex_Digit" or "AHex" => new(['0', '9', 'A', 'F', 'a', 'f'], negated: negated),
        "White_Space" or "space" => new(
            ['\t', '\r', ' ', ' ', 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000],
            negated: negated),
        _ => null,
    };

    private static int CategoriesOf(string name) => name switch
    {
        "L" or "Letter" => Letters,
        "LC" or "Cased_Letter" => Cased,
        "Lu" or "Uppercase_Letter" => Bit(UnicodeCategory.UppercaseLetter),
        "Ll" or "Lowercase_Letter" => Bit(UnicodeCategory.LowercaseLetter),
        "Lt" or "Titlecase_Letter" => Bit(UnicodeCategory.TitlecaseLetter),
        "Lm" or "Modifier_Letter" => Bit(UnicodeCategory.ModifierLetter),
        "Lo" or "Other_Letter" => Bit(UnicodeCategory.OtherLetter),
        "M" or "Mark" or "Combining_Mark" => Bit(UnicodeCategory.NonSpacingMark) | Bit(UnicodeCategory.SpacingCombiningMark) | Bit(UnicodeCategory.EnclosingMark),
        "Mn" or "Nonspacing_Mark" => Bit(UnicodeCategory.NonSpacingMark),
        "Mc" or "Spacing_Mark" => Bit(UnicodeCategory.SpacingCombiningMark),
        "Me" or "Enclosing_Mark" => Bit(UnicodeCategory.EnclosingMark),
        "N" or "Number" => Bit(UnicodeCategory.DecimalDigitNumber) | Bit(UnicodeCategory.LetterNumber) | Bit(UnicodeCategory.OtherNumber),
        "Nd" or "Decimal_Number" or "digit" => Bit(UnicodeCategory.DecimalDigitNumber),
        "Nl" or "Letter_Number" => Bit(UnicodeCategory.LetterNumber),
        "No" or "Other_Number" => Bit(UnicodeCategory.OtherNumber),
        "Z" or "Separator" => Bit(UnicodeCategory.SpaceSeparator) | Bit(UnicodeCategory.LineSeparator) | Bit(UnicodeCategory.ParagraphSeparator),
        "Zs" or "Space_Separator" => Bit(UnicodeCategory.SpaceSeparator),
        "Zl" or "Line_Separator" => Bit(UnicodeCategory.LineSeparator),
        "Zp" or "Paragraph_Separator" => Bit(UnicodeCategory.ParagraphSeparator),
        "C" or "Other" => Bit(UnicodeCategory.Control) | Bit(UnicodeCategory.Format) | Bit(UnicodeCategory.Surrogate) | Bit(UnicodeCategory.PrivateUse) | Bit(UnicodeCategory.OtherNotAssigned),
        "Cc" or "Control" or "cntrl" => Bit(UnicodeCategory.Control),
        "Cf" or "Format" => Bit(UnicodeCategory.Format),
        "Cs" or "Surrogate" => Bit(UnicodeCategory.Surrogate),
        "Co" or "Private_Use" => Bit(UnicodeCategory.PrivateUse),
        "Cn" or "Unassigned" => Bit(UnicodeCategory.OtherNotAssigned),
        "P" or "Punctuation" or "punct" => Punctuation,
        "Pc" or "Connector_Punctuation" => Bit(UnicodeCategory.ConnectorPunctuation),
        "Pd" or "Dash_Punctuation" => Bit(UnicodeCategory.DashPunctuation),
        "Ps" or "Open_Punctuation" => Bit(UnicodeCategory.OpenPunctuation),
        "Pe" or "Close_Punctuation" => Bit(UnicodeCategory.ClosePunctuation),
        "Pi" or "Initial_Punctuation" => Bit(UnicodeCategory.InitialQuotePunctuation),
        "Pf" or "Final_Punctuation" => Bit(UnicodeCategory.FinalQuotePunctuation),
        "Po" or "Other_Punctuation" => Bit(UnicodeCategory.OtherPunctuation),
        "S" or "Symbol" => Bit(UnicodeCategory.MathSymbol) | Bit(UnicodeCategory.CurrencySymbol) | Bit(UnicodeCategory.ModifierSymbol) | Bit(UnicodeCategory.OtherSymbol),
        "Sm" or "Math_Symbol" => Bit(UnicodeCategory.MathSymbol),
        "Sc" or "Currency_Symbol" => Bit(UnicodeCategory.CurrencySymbol),
        "Sk" or "Modifier_Symbol" => Bit(UnicodeCategory.ModifierSymbol),
        "So" or "Other_Symbol" => Bit(UnicodeCategory.OtherSymbol),
        _ => 0,
    };

    private const int Cased = (1 << (int)UnicodeCategory.UppercaseLetter) | (1 << (int)UnicodeCategory.LowercaseLetter) | (1 << (int)UnicodeCategory.TitlecaseLetter);

    private const int Letters = Cased | (1 << (int)UnicodeCategory.ModifierLetter) | (1 << (int)UnicodeCategory.OtherLetter);

    private const int Punctuation = (1 << (int)UnicodeCategory.ConnectorPunctuation) | (1 << (int)UnicodeCategory.DashPunctuation)
        | (1 << (int)UnicodeCategory.OpenPunctuation) | (1 << (int)UnicodeCategory.ClosePunctuation) | (1 << (int)UnicodeCategory.InitialQuotePunctuation)
        | (1 << (int)UnicodeCategory.FinalQuotePunctuation) | (1 << (int)UnicodeCategory.OtherPunctuation);

    private static int Bit(UnicodeCategory category) => 1 << (int)category;
}
