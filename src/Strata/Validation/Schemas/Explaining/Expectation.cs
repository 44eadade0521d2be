using System.Globalization;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Validation.Schemas.Keywords;
using Strata.Values;

namespace Strata.Validation.Schemas.Explaining;

/// <summary>The words for what a schema expects and for what was found.</summary>
internal static class Expectation
{
    private const int LongestHint = 160;

    // Of more values than this, the message shows the first: the hint, and the schema, tell more.
    private const int MostValues = 10;

    // A hint is taken from the first of the schemas that a reference leads through which says something.
    private const int LongestChain = 8;

    /// <summary>Kinds of value: <c>a mapping or a text</c>.</summary>
    public static string Types(TypeSet types)
    {
        var phrases = new List<string>();
        Add(TypeSet.Mapping, "a mapping");
        Add(TypeSet.List, "a list");
        Add(TypeSet.Text, "a text");
        if ((types & TypeSet.Number) != 0)
        {
            phrases.Add((types & TypeSet.Fraction) != 0 ? "a number" : "a whole number");
        }

        Add(TypeSet.Boolean, "true or false");
        Add(TypeSet.Null, "null");
        return phrases.Count == 0 ? "nothing" : Quotation.Join(phrases, "or");

        void Add(TypeSet type, string phrase)
        {
            if ((types & type) != 0)
            {
                phrases.Add(phrase);
            }
        }
    }

    /// <summary>Kinds of value, with the range of a number.</summary>
    public static string Types(TypeSet types, SchemaNode schema) =>
        types is TypeSet.Integer or TypeSet.Number && schema.Keywords.OfType<RangeKeyword>().FirstOrDefault() is { } range
            ? $"{Types(types)} {Limits(range)}"
            : Types(types);

    /// <summary>A number within limits: <c>a number from 1 to 65535</c>.</summary>
    public static string Range(RangeKeyword range) => $"a number {Limits(range)}";

    /// <summary>What a schema that is soon said expects; null for one that would take long.</summary>
    public static string? OfSchema(SchemaNode schema)
    {
        var value = schema.Keywords.OfType<ValueKeyword>().FirstOrDefault();
        return value is not null ? Values(value.Values)
            : schema.Types == TypeSet.All || schema.Keywords.Length > 1 || (schema.Keywords.Length == 1 && schema.Keywords[0] is not RangeKeyword) ? null
            : Types(schema.Types, schema);
    }

    /// <summary>Values that are allowed: <c>"a", "b" or 3</c>.</summary>
    public static string Values(IReadOnlyList<ConfigNode> values) =>
        values.Count == 0 ? "nothing"
        : values.Count <= MostValues ? Quotation.Join([.. values.Select(Value)], "or")
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", values.Take(MostValues - 2).Select(Value))} or {values.Count - MostValues + 2} more");

    /// <summary>A number of things: <c>1 to 3 items</c>.</summary>
    public static string Count(long least, long most, string thing)
    {
        var (low, high) = (least.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture));
        return least == most ? $"exactly {Things(low, least)}"
            : most == long.MaxValue ? $"at least {Things(low, least)}"
            : least == 0 ? $"at most {Things(high, most)}"
            : $"{low} to {Things(high, most)}";

        string Things(string number, long count) => $"{number} {thing}{(count == 1 ? "" : "s")}";
    }

    /// <summary>A text of some format.</summary>
    public static string Format(string name) => name switch
    {
        "date-time" => "a date and time (2027-01-31T12:00:00Z)",
        "date" => "a date (2027-01-31)",
        "time" => "a time (12:00:00Z)",
        "duration" => "a duration (PT1H30M)",
        "email" or "idn-email" => "an email address",
        "hostname" or "idn-hostname" => "a host name",
        "ipv4" => "an IPv4 address",
        "ipv6" => "an IPv6 address",
        "uri" or "iri" => "a URI with its scheme (https://...)",
        "uri-reference" or "iri-reference" => "a URI or a reference to one",
        "uuid" => "a UUID",
        "regex" => "a regular expression",
        "json-pointer" => "a JSON Pointer (/a/b)",
        _ => $"a text of the format {Quotation.Of(name)}",
    };

    /// <summary>What was found. Of a secret only the kind.</summary>
    public static string Found(ConfigNode node, in Sensitivity.Cursor secrets)
    {
        if (node is not ScalarNode scalar)
        {
            return node is MappingNode ? "a mapping" : "a list";
        }

        if (secrets.Masks(scalar))
        {
            return Types(TypeSets.Of(scalar));
        }

        return scalar.Type switch
        {
            ScalarType.String => scalar.Text.Length == 0 ? "an empty text" : $"the text {Quotation.Of(scalar.Text)}",
            ScalarType.Integer or ScalarType.Float => $"the number {Shortened(scalar.Text)}",
            ScalarType.Boolean => scalar.ToInvariantText(),
            _ => "null",
        };
    }

    /// <summary>What a schema says of itself, as a hint; null when it says nothing.</summary>
    public static string? HintOf(SchemaNode? schema)
    {
        for (var i = 0; schema is not null && i < LongestChain; i++)
        {
            if (schema.Source is MappingNode mapping && (TextOf(mapping, "description") ?? TextOf(mapping, "title")) is { Length: > 0 } text)
            {
                return $"the schema says of it: {FirstSentence(text)}";
            }

            schema = schema.Keywords.OfType<ReferenceKeyword>().FirstOrDefault()?.Target;
        }

        return null;
    }

    /// <summary>What a schema calls itself; null when it does not.</summary>
    public static string? TitleOf(SchemaNode schema) =>
        schema.Source is not MappingNode mapping ? null
        : TextOf(mapping, "title") ?? (mapping.TryGetValue("$ref", out var reference) && reference is ScalarNode { Text: var text } ? text[(text.LastIndexOf('/') + 1)..] : null);

    private static string Limits(RangeKeyword range)
    {
        var phrases = new List<string>();
        if (range is { Least: { } least, Most: { } most })
        {
            phrases.Add($"from {least.Text} to {most.Text}");
        }
        else if (range.Least is { } only)
        {
            phrases.Add($"of at least {only.Text}");
        }
        else if (range.Most is { } highest)
        {
            phrases.Add($"of at most {highest.Text}");
        }

        if (range.Above is { } above)
        {
            phrases.Add($"above {above.Text}");
        }

        if (range.Below is { } below)
        {
            phrases.Add($"below {below.Text}");
        }

        return string.Join(" and ", phrases);
    }

    private static string Value(ConfigNode value) => value switch
    {
        ScalarNode { Type: ScalarType.String } text => Quotation.Of(text.Text),
        ScalarNode { Type: ScalarType.Null } => "null",
        ScalarNode scalar => Shortened(scalar.ToInvariantText()),
        MappingNode mapping => mapping.Count == 0 ? "an empty mapping" : "a certain mapping",
        _ => ((SequenceNode)value).Count == 0 ? "an empty list" : "a certain list",
    };

    private static string FirstSentence(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var line = (end < 0 ? text : text[..end]).Trim();
        var stop = line.IndexOf(". ", StringComparison.Ordinal);
        line = stop > 0 ? line[..stop] : line.TrimEnd('.');
        if (line.Length <= LongestHint)
        {
            return line;
        }

        var space = line.LastIndexOf(' ', LongestHint);
        return string.Concat(line.AsSpan(0, space > 0 ? space : LongestHint), "...");
    }

    private static string Shortened(string number) => number.Length <= 40 ? number : string.Concat(number.AsSpan(0, 40), "...");

    private static string? TextOf(MappingNode schema, string key) =>
        schema.TryGetValue(key, out var value) && value is ScalarNode { Type: ScalarType.String } text ? text.Text.Trim() : null;
}
