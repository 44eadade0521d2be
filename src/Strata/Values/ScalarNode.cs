using System.Globalization;

namespace Strata.Values;

/// <summary>Text, a number, a boolean or null, as it is written.</summary>
public class ScalarNode : ConfigNode
{
    private const byte Unknown = 0;
    private const byte No = 1;
    private const byte Yes = 2;

    internal ScalarNode(
        SourceDocument document,
        SourcePosition position,
        string text,
        ScalarType type,
        ScalarStyle style,
        MergeTag tag = MergeTag.None,
        NodeFlags flags = NodeFlags.None)
        : base(document, position, flags | (tag == MergeTag.None ? NodeFlags.None : NodeFlags.HasTags), tag, type, style) =>
        Text = text;

    /// <inheritdoc/>
    public override NodeKind Kind => NodeKind.Scalar;

    /// <summary>The text, unquoted and unescaped. A number keeps its own spelling: <c>0x1F</c>, <c>1.50</c>.</summary>
    public string Text { get; }

    /// <summary>The type after the YAML 1.2 core schema.</summary>
    public ScalarType Type => _scalarType;

    internal ScalarStyle Style => _scalarStyle;

    internal override int Size => 1;

    internal override int Height => 0;

    /// <summary>Whether this is an explicit null.</summary>
    public bool IsNull => Type == ScalarType.Null;

    /// <summary>The value as a whole number, when it is one and fits.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        return Type == ScalarType.Integer && CoreSchema.TryParseInteger(Text, out value);
    }

    /// <summary>The value as a number, when it is one.</summary>
    public bool TryGetDouble(out double value)
    {
        value = 0;
        return Type is ScalarType.Float or ScalarType.Integer && CoreSchema.TryParseFloat(Text, out value);
    }

    /// <summary>The value as a boolean, when it is one.</summary>
    public bool TryGetBoolean(out bool value)
    {
        value = Type == ScalarType.Boolean && Text[0] is 't' or 'T';
        return Type == ScalarType.Boolean;
    }

    /// <summary>The text that stands for this value inside another text: whole numbers in decimal digits, <c>true</c> and <c>false</c>, empty for null, other text as it is written.</summary>
    public string ToInvariantText() => Type switch
    {
        ScalarType.Null => "",
        ScalarType.Boolean => Text[0] is 't' or 'T' ? "true" : "false",
        ScalarType.Integer => CoreSchema.CanonicalInteger(Text),
        _ => Text,
    };

    /// <summary>The text with the passwords of its URLs and connection strings masked; the same string where it has none.</summary>
    internal virtual string MaskedText => SecretText.MaskUrlPasswords(Text);

    /// <summary>Whether the text holds a URL or a connection string with a password.</summary>
    internal bool HoldsPassword
    {
        get
        {
            if (_holdsPassword == Unknown)
            {
                _holdsPassword = SecretText.HasUrlPassword(Text) ? Yes : No;
            }

            return _holdsPassword == Yes;
        }
    }

    internal override ConfigNode AsSensitive() =>
        IsSensitive ? this : new ScalarNode(Document, Position, Text, Type, Style, Tag, Flags | NodeFlags.Sensitive);

    /// <summary>A text node that no file holds, for the shapes that commands print.</summary>
    internal static ScalarNode Of(string? text) => text is null
        ? new ScalarNode(Synthetic, default, "null", ScalarType.Null, ScalarStyle.Plain)
        : new ScalarNode(Synthetic, default, text, ScalarType.String, ScalarStyle.Quoted);

    internal static ScalarNode Of(long number) => OfInteger(number.ToString(CultureInfo.InvariantCulture));

    internal static ScalarNode OfInteger(string digits) => new(Synthetic, default, digits, ScalarType.Integer, ScalarStyle.Plain);

    internal static ScalarNode Of(bool value) =>
        new(Synthetic, default, value ? "true" : "false", ScalarType.Boolean, ScalarStyle.Plain);

    /// <summary>The document of nodes that no file holds.</summary>
    internal static SourceDocument Synthetic { get; } = new("", new SourceText("", default));
}
