using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Reads the values of keywords, and says where one is not what its keyword takes.</summary>
internal readonly struct KeywordValues(DiagnosticBag diagnostics)
{
    private static readonly string[] TypeNames = ["array", "boolean", "integer", "null", "number", "object", "string"];

    public void Report(ConfigNode node, string message, string? hint = null) =>
        diagnostics.Add(Diagnostic.At(node, DiagnosticCode.BadSchema, DiagnosticSeverity.Error, message) with { Hint = hint });

    /// <summary>The kinds of <c>type</c>.</summary>
    public TypeSet Types(ConfigNode node)
    {
        if (node is not SequenceNode list)
        {
            return Type(node);
        }

        var types = TypeSet.None;
        foreach (var item in list.Items)
        {
            types |= Type(item);
        }

        if (list.Count == 0)
        {
            Report(list, "\"type\" names no type, so that nothing would be valid", "name one, or leave \"type\" out");
        }

        return types;
    }

    /// <summary>A whole number that is not negative.</summary>
    public long Count(ConfigNode? node, string keyword, long absent)
    {
        if (node is null)
        {
            return absent;
        }

        if (node is ScalarNode { Type: ScalarType.Integer or ScalarType.Float } number && TypeSets.IsWhole(number) && NumberLimit.Of(number) is { } limit)
        {
            if (number.TryGetInt64(out var whole) && whole >= 0)
            {
                return whole;
            }

            // 2.0 is 2; and what no list can be as long as is no limit.
            if (number.Type == ScalarType.Float && number.TryGetDouble(out var value) && value >= 0)
            {
                return value < int.MaxValue ? (long)value : long.MaxValue;
            }

            if (limit.IsPositive)
            {
                return long.MaxValue;
            }
        }

        Wrong(node, keyword, "a whole number of 0 or more");
        return absent;
    }

    public NumberLimit? Number(ConfigNode? node, string keyword)
    {
        if (node is null)
        {
            return null;
        }

        var number = NumberLimit.Of(node);
        if (number is null)
        {
            Wrong(node, keyword, "a number");
        }

        return number;
    }

    public bool Flag(ConfigNode? node, string keyword)
    {
        if (node is ScalarNode { Type: ScalarType.Boolean } flag)
        {
            return flag.ToInvariantText() == "true";
        }

        if (node is not null)
        {
            Wrong(node, keyword, "true or false");
        }

        return false;
    }

    public ScalarNode? Text(ConfigNode? node, string keyword)
    {
        if (node is null or ScalarNode { Type: ScalarType.String })
        {
            return (ScalarNode?)node;
        }

        Wrong(node, keyword, "a text");
        return null;
    }

    public SequenceNode? List(ConfigNode node, string keyword, string items)
    {
        if (node is SequenceNode list)
        {
            return list;
        }

        Wrong(node, keyword, $"a list of {items}");
        return null;
    }

    public MappingNode? Mapping(ConfigNode? node, string keyword)
    {
        if (node is null or MappingNode)
        {
            return (MappingNode?)node;
        }

        Wrong(node, keyword, "a mapping");
        return null;
    }

    /// <summary>A list of texts, each once.</summary>
    public string[] Names(ConfigNode? node, string keyword)
    {
        if (node is null)
        {
            return [];
        }

        if (node is not SequenceNode list)
        {
            Wrong(node, keyword, "a list of keys");
            return [];
        }

        var names = new List<string>(list.Count);
        var seen = list.Count > 8 ? new HashSet<string>(StringComparer.Ordinal) : null;
        foreach (var item in list.Items)
        {
            if (item is not ScalarNode { Type: ScalarType.String } name)
            {
                Wrong(item, keyword, "a list of keys");
            }
            else if (seen?.Add(name.Text) == false || (seen is null && names.Contains(name.Text)))
            {
                Report(item, $"\"{keyword}\" names {Quotation.Of(name.Text)} twice", "remove one");
            }
            else
            {
                names.Add(name.Text);
            }
        }

        return [.. names];
    }

    private TypeSet Type(ConfigNode node)
    {
        var name = node is ScalarNode { Type: ScalarType.String } text ? text.Text : null;
        var type = name is null ? TypeSet.None : TypeSets.Named(name);
        if (type == TypeSet.None)
        {
            var isNull = node is ScalarNode { Type: ScalarType.Null };
            Report(
                node,
                name is null ? "\"type\" is a text or a list of texts" : $"unknown type {Quotation.Of(name)}",
                isNull ? "the type is written in quotes: \"null\""
                    : name is not null && EditDistance.Nearest(name, TypeNames) is { } near ? $"did you mean \"{near}\"?"
                    : $"the types are {Quotation.Join(TypeNames, "and")}");
            return TypeSet.All;
        }

        return type;
    }

    private void Wrong(ConfigNode node, string keyword, string expected) =>
        Report(node, $"{Quotation.Of(keyword)} must be {expected}, and is {Expectation.Found(node, default)}");
}
