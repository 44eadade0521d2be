using System.Buffers;
using System.Globalization;
using Strata.Output;
using Strata.Values;

namespace Strata.Editing;

/// <summary>How YAML writes values: in the quotes that stood there, and without where every reader takes the text for what it is.</summary>
internal sealed class YamlNotation : Notation
{
    private static readonly SearchValues<char> FlowIndicators = SearchValues.Create(",[]{}");

    /// <inheritdoc/>
    public override string Scalar(string text, ScalarType type, WrittenStyle old, bool inBrackets)
    {
        if (type == ScalarType.Null)
        {
            return text.Length > 0 && CoreSchema.TypeOf(text) == type ? text : "null";
        }

        if (type != ScalarType.String)
        {
            // A float may be spelled as a whole number where a tag says so. What it is read as is looked at afterwards.
            return text;
        }

        RequireWhole(text);
        var isEscaped = text.AsSpan().ContainsAny('\n', '\r', '\t') || text.Any(NeedsEscape);
        return old switch
        {
            WrittenStyle.SingleQuoted when !isEscaped => SingleQuoted(text),
            WrittenStyle.DoubleQuoted or WrittenStyle.SingleQuoted => DoubleQuoted(text, NeedsEscape),
            _ => IsPlain(text, inBrackets) ? text : DoubleQuoted(text, NeedsEscape),
        };
    }

    /// <inheritdoc/>
    public override string Key(string key) => YamlText.StyleOfKey(key) == YamlStyle.Plain ? key : DoubleQuoted(key, NeedsEscape);

    private static bool IsPlain(string text, bool inBrackets) =>
        YamlText.StyleOf(text, allowLines: false) == YamlStyle.Plain && !(inBrackets && text.AsSpan().ContainsAny(FlowIndicators));

    private static bool NeedsEscape(char c) => YamlText.NeedsEscape(c);

    private static string SingleQuoted(string text) => string.Create(CultureInfo.InvariantCulture, $"'{text.Replace("'", "''", StringComparison.Ordinal)}'");
}
