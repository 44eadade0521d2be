using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>A YAML tag that means something here: a merge tag, <c>!secret</c>, or one of the core schema. No tag makes an object.</summary>
internal readonly record struct YamlTag
{
    private const string CorePrefix = "tag:yaml.org,2002:";

    public MergeTag Merge { get; private init; }

    public string? MergeKey { get; private init; }

    public NodeFlags Flags { get; private init; }

    /// <summary>The core schema's tag as people write it: <c>!!int</c>. Null for any other.</summary>
    public string? Core { get; private init; }

    /// <summary>Whether the tag is the lone <c>!</c>, which makes a scalar text.</summary>
    public bool IsText { get; private init; }

    /// <summary>Every tag that can be written, for "did you mean".</summary>
    public static IEnumerable<string> Known { get; } =
        ["!append", "!prepend", "!union", "!by:KEY", "!replace", "!override", "!unset", "!reset", "!secret", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"];

    public static bool TryRead(string tag, out YamlTag read)
    {
        read = tag switch
        {
            "!" => new YamlTag { IsText = true },
            "!append" => new YamlTag { Merge = MergeTag.Append },
            "!prepend" => new YamlTag { Merge = MergeTag.Prepend },
            "!union" => new YamlTag { Merge = MergeTag.Union },
            "!replace" or "!override" => new YamlTag { Merge = MergeTag.Replace },
            "!unset" or "!reset" => new YamlTag { Merge = MergeTag.Unset },
            "!secret" => new YamlTag { Flags = NodeFlags.Sensitive },
            _ when tag.StartsWith("!by:", StringComparison.Ordinal) && tag.Length > 4 => new YamlTag { Merge = MergeTag.By, MergeKey = tag[4..] },
            CorePrefix + "str" or CorePrefix + "int" or CorePrefix + "float" or CorePrefix + "bool" or CorePrefix + "null"
                or CorePrefix + "map" or CorePrefix + "seq" => new YamlTag { Core = string.Concat("!!", tag.AsSpan(CorePrefix.Length)) },
            _ => default,
        };
        return read != default;
    }

    /// <summary>The tag as people write it.</summary>
    public static string Spell(string tag) => tag.StartsWith(CorePrefix, StringComparison.Ordinal) ? string.Concat("!!", tag.AsSpan(CorePrefix.Length)) : tag;

    /// <summary>The tag for a text that holds a template: what a core tag says of it is kept for when the template is filled in.</summary>
    public YamlTag ForTemplate(string text)
    {
        var later = !text.Contains('$', StringComparison.Ordinal) ? NodeFlags.None : Core switch
        {
            "!!int" => NodeFlags.MustBeInteger,
            "!!float" => NodeFlags.MustBeFloat,
            "!!bool" => NodeFlags.MustBeBoolean,
            _ => NodeFlags.None,
        };
        return later == NodeFlags.None ? this : this with { Core = null, Flags = Flags | later };
    }

    /// <summary>The type that the core tag gives a scalar; null when its text is no such value.</summary>
    public ScalarType? TypeOf(string text)
    {
        var type = CoreSchema.TypeOf(text);
        return Core switch
        {
            "!!str" => ScalarType.String,
            "!!int" when type == ScalarType.Integer => type,
            "!!float" when type is ScalarType.Float or ScalarType.Integer => ScalarType.Float,
            "!!bool" when type == ScalarType.Boolean => type,
            "!!null" when type == ScalarType.Null => type,
            _ => null,
        };
    }

    /// <summary>Reports a core tag that stands on another kind of node than its own.</summary>
    public void Expect(string kind, SourcePosition position, DocumentRules rules)
    {
        if (Core is not null && !Core.AsSpan(2).SequenceEqual(kind))
        {
            rules.Error(position, DiagnosticCode.BadTaggedValue, $"this is not what the tag {Core} says", "correct the value, or remove the tag");
        }
    }
}
