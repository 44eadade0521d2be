namespace Strata.Validation.Schemas.Formats;

/// <summary>Texts as code points. Half a surrogate pair stands for itself, as in ECMA-262.</summary>
internal static class CodePoints
{
    /// <summary>The code point that begins at an index.</summary>
    public static int At(ReadOnlySpan<char> text, int index)
    {
        var unit = text[index];
        return char.IsHighSurrogate(unit) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            ? char.ConvertToUtf32(unit, text[index + 1])
            : unit;
    }

    /// <summary>The code point that ends before an index.</summary>
    public static int Before(ReadOnlySpan<char> text, int index)
    {
        var unit = text[index - 1];
        return char.IsLowSurrogate(unit) && index > 1 && char.IsHighSurrogate(text[index - 2])
            ? char.ConvertToUtf32(text[index - 2], unit)
            : unit;
    }

    /// <summary>How many UTF-16 units a code point takes.</summary>
    public static int Width(int point) => point > char.MaxValue ? 2 : 1;
}
