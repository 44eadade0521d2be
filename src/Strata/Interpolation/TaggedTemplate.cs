using Strata.Values;

namespace Strata.Interpolation;

/// <summary>What a core tag on a template says of the text that comes of it: <c>!!int ${PORT:-5432}</c>.</summary>
internal static class TaggedTemplate
{
    private const NodeFlags All = NodeFlags.MustBeInteger | NodeFlags.MustBeFloat | NodeFlags.MustBeBoolean;

    /// <summary>The tag as people write it; null where the template has none.</summary>
    public static string? TagOf(ScalarNode template) => (template.Flags & All) switch
    {
        NodeFlags.MustBeInteger => "!!int",
        NodeFlags.MustBeFloat => "!!float",
        NodeFlags.MustBeBoolean => "!!bool",
        _ => null,
    };

    /// <summary>The type that the tag gives a text; null when the text is no such value.</summary>
    public static ScalarType? TypeOf(ScalarNode template, string text) => (template.Flags & All, CoreSchema.TypeOf(text)) switch
    {
        (NodeFlags.MustBeInteger, ScalarType.Integer) => ScalarType.Integer,
        (NodeFlags.MustBeFloat, ScalarType.Integer or ScalarType.Float) => ScalarType.Float,
        (NodeFlags.MustBeBoolean, ScalarType.Boolean) => ScalarType.Boolean,
        _ => null,
    };
}
