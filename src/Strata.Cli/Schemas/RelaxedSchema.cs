using Strata.Output;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>
/// Makes of a schema of resolved values one of values as they are written: a part of them only, with templates in any place,
/// encrypted values, and removed ones. Whatever may resolve to a valid value is accepted. The result keeps to what editors know of every draft.
/// </summary>
/// <param name="refer">The reference in the result for one in the schema; null for one that leads nowhere.</param>
internal sealed class RelaxedSchema(Func<ConfigNode, string?> refer)
{
    // A template anywhere; an encrypted value; and nothing, which editors take an "!unset" for.
    private const string Template = @"^$|\$|^ENC\[";

    // What only a whole value can satisfy, what its own text decides, and what means something else once other parts were relaxed.
    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "required", "dependentRequired", "dependentSchemas", "dependencies", "minProperties", "minItems", "contains", "minContains", "maxContains",
        "minLength", "maxLength", "format", "contentEncoding", "contentMediaType", "contentSchema",
        "if", "then", "else", "not", "unevaluatedProperties", "unevaluatedItems",
        "$schema", "$id", "id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary", "$comment", "$defs", "definitions",
    };

    /// <summary>The relaxed schema. As deep as the schema's file nests, which has a limit.</summary>
    public ConfigNode Of(ConfigNode schema)
    {
        if (schema is not MappingNode mapping)
        {
            return schema;
        }

        var isTuple = mapping.ContainsKey("prefixItems") || (mapping.TryGetValue("items", out var items) && items is SequenceNode);
        var isChoice = mapping.ContainsKey("enum") || mapping.ContainsKey("const");
        var shape = new ObjectShape();
        var further = new List<ConfigNode>();
        foreach (ref readonly var entry in mapping.Entries)
        {
            switch (entry.Key)
            {
                case "$ref":
                    if (refer(entry.Value) is { } reference)
                    {
                        further.Add(new ObjectShape().Add("$ref", reference).Build());
                    }

                    break;
                case "enum":
                case "const":
                    further.Add(Choice(entry));
                    break;
                case "type" when !isChoice:
                    AddType(shape, entry.Value, mapping);
                    break;
                case "pattern" when !isChoice && entry.Value is ScalarNode pattern:
                    shape.Add("pattern", $"(?:{pattern.Text})|{Template}");
                    break;
                case "type" or "pattern":
                    break;
                case "properties" or "patternProperties":
                    shape.Add(entry.Key, EachValue(entry.Value));
                    break;
                case "additionalProperties" or "propertyNames":
                    shape.Add(entry.Key, Of(entry.Value));
                    break;
                case "items" when !isTuple:
                    shape.Add(entry.Key, Of(entry.Value));
                    break;
                case "allOf" when entry.Value is SequenceNode all:
                    further.AddRange(all.Select(Of).Where(static part => part is not MappingNode { Count: 0 }));
                    break;
                case "anyOf" or "oneOf" when entry.Value is SequenceNode any:
                    // Relaxed alternatives may both hold.
                    further.Add(new ObjectShape().Add("anyOf", ListShape.Of(any.Select(Of))).Build());
                    break;
                case "items" or "prefixItems" or "additionalItems":
                    // Which item of a list this is shows only once lists are joined.
                    break;
                case "exclusiveMinimum" or "exclusiveMaximum" when entry.Value is ScalarNode { Type: ScalarType.Boolean }:
                    break;
                default:
                    if (!Dropped.Contains(entry.Key))
                    {
                        shape.Add(entry.Key, entry.Value);
                    }

                    break;
            }
        }

        return Joined(shape, further);
    }

    // A "$ref" alone, and "anyOf" where it is the only one, need no "allOf" around them.
    private static MappingNode Joined(ObjectShape shape, List<ConfigNode> further)
    {
        var own = shape.Build();
        if (further is [MappingNode { Count: 1 } only] && (own.Count == 0 || only.ContainsKey("anyOf")))
        {
            return own.Count == 0 ? only : shape.Add("anyOf", only["anyOf"]).Build();
        }

        return further.Count == 0 ? own : shape.Add("allOf", ListShape.Of(further)).Build();
    }

    private static void AddType(ObjectShape shape, ConfigNode type, MappingNode schema)
    {
        var types = (type is SequenceNode list ? [.. list] : new[] { type }).OfType<ScalarNode>().Select(static node => node.Text).ToList();
        var hadText = types.Contains("string");
        shape.Add("type", ListShape.Of(types.Union(["string", "null"])));
        if (!hadText && !schema.ContainsKey("pattern"))
        {
            shape.Add("pattern", Template);
        }
    }

    private static MappingNode Choice(in MappingEntry entry)
    {
        var values = entry.Key == "const" ? ListShape.Of([entry.Value]) : entry.Value;
        var template = new ObjectShape().Add("type", ListShape.Of(["string", "null"])).Add("pattern", Template).Build();
        return new ObjectShape().Add("anyOf", ListShape.Of([new ObjectShape().Add("enum", values).Build(), template])).Build();
    }

    private ConfigNode EachValue(ConfigNode schemas)
    {
        if (schemas is not MappingNode mapping)
        {
            return schemas;
        }

        var shape = new ObjectShape();
        foreach (ref readonly var entry in mapping.Entries)
        {
            shape.Add(entry.Key, Of(entry.Value));
        }

        return shape.Build();
    }
}
