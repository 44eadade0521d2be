using Strata.Values;

namespace Strata.Editing;

/// <summary>How JSON writes values.</summary>
internal sealed class JsonNotation : Notation
{
    /// <inheritdoc/>
    public override string Scalar(string text, ScalarType type, WrittenStyle old, bool inBrackets) => type switch
    {
        ScalarType.String => DoubleQuoted(text, NeedsEscape),
        ScalarType.Null => "null",
        _ => text,
    };

    /// <inheritdoc/>
    public override string Key(string key) => DoubleQuoted(key, NeedsEscape);

    private static bool NeedsEscape(char c) => c is < ' ' or '\u007F';
}
