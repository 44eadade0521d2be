using Strata.Output;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>
/// Drafts a schema from configurations: what all of them have is required, what none has is refused. It accepts each of them.
/// No value of theirs stands in it but the few words of a choice, and no secret at all.
/// </summary>
internal static class InferredSchema
{
    private static readonly string[] TypesInOrder = ["object", "array", "string", "integer", "number", "boolean", "null"];

    /// <summary>Drafts the schema.</summary>
    /// <param name="title">What it is of.</param>
    /// <param name="configurations">The configurations, the one that was asked for first.</param>
    public static MappingNode Of(string title, IReadOnlyList<(ConfigNode Root, Sensitivity.Cursor Secrets)> configurations)
    {
        var whole = new ObservedValue();
        for (var i = 0; i < configurations.Count; i++)
        {
            whole.Add(configurations[i].Root, configurations[i].Secrets, "", isFirst: i == 0);
        }

        var shape = new ObjectShape()
            .Add("$schema", "https://json-schema.org/draft/2020-12/schema")
            .Add("title", title);
        Describe(whole, shape);
        return shape.Build();
    }

    private static MappingNode SchemaOf(ObservedValue value)
    {
        var shape = new ObjectShape();
        Describe(value, shape);
        return shape.Build();
    }

    // As deep as the configurations nest, which has a limit.
    private static void Describe(ObservedValue value, ObjectShape shape)
    {
        var types = TypesInOrder.Where(type => value.Types.Contains(type) && !(type == "integer" && value.Types.Contains("number"))).ToArray();
        // A null that is nowhere anything else stands for a value that is yet to come.
        if (types.Length > 0 && types is not ["null"])
        {
            shape.Add("type", types.Length == 1 ? ScalarNode.Of(types[0]) : ListShape.Of(types));
        }

        if (value.IsSecret)
        {
            shape.Add("writeOnly", true);
        }
        else
        {
            DescribeScalars(value, types, shape);
        }

        if (value.Types.Contains("object"))
        {
            DescribeMapping(value, shape);
        }

        if (value.Items is { } items)
        {
            shape.Add("items", SchemaOf(items));
        }
    }

    private static void DescribeScalars(ObservedValue value, string[] types, ObjectShape shape)
    {
        if (types.Contains("string") && TextForm.NameOf(value.Forms) is { } format)
        {
            shape.Add("format", format);
        }

        // Words that come again in one configuration are of a small set; anything else would have to be asked for.
        if (types is ["string"] && value.Texts is { Count: >= 2 } texts && texts.Values.Sum() > texts.Count)
        {
            shape.Add("enum", ListShape.Of(texts.Keys));
        }

        if (types.Contains("integer") && value.IsPort)
        {
            shape.Add("minimum", 1).Add("maximum", 65535);
        }
    }

    private static void DescribeMapping(ObservedValue value, ObjectShape shape)
    {
        if (value.HasSecretKeys)
        {
            return;
        }

        var properties = new ObjectShape();
        foreach (var key in value.Keys)
        {
            properties.Add(key, SchemaOf(value[key]));
        }

        shape.Add("properties", properties.Build());
        var required = value.Keys.Where(key => value[key].Seen == value.Mappings).ToList();
        if (required.Count > 0)
        {
            shape.Add("required", ListShape.Of(required));
        }

        shape.Add("additionalProperties", false);
    }
}
