using Strata.Validation.Schemas.Keywords;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Makes the demands on lists: their items.</summary>
internal static class ListDemands
{
    public static void Add(NodeParts parts)
    {
        if (parts.Rules.Has(Vocabularies.Applicator))
        {
            AddItems(parts);
            if (parts.Rules.Draft >= SchemaDialect.Draft6 && parts.Child(parts.Found.Contains) is { } contains)
            {
                var counts = parts.Rules.Draft >= SchemaDialect.Draft201909;
                parts.Keywords.Add(new ContainsKeyword(
                    contains,
                    counts ? parts.Values.Count(parts.Found.MinContains, "minContains", 1) : 1,
                    counts ? parts.Values.Count(parts.Found.MaxContains, "maxContains", long.MaxValue) : long.MaxValue,
                    marksItems: parts.Rules.Draft == SchemaDialect.Draft202012));
            }
        }

        if (parts.Rules.Has(Vocabularies.Validation))
        {
            AddSize(parts);
            if (parts.Values.Flag(parts.Found.UniqueItems, "uniqueItems"))
            {
                parts.Keywords.Add(new UniqueKeyword());
            }
        }
    }

    private static void AddSize(NodeParts parts)
    {
        if (parts.Found.MinItems is not null || parts.Found.MaxItems is not null)
        {
            parts.Keywords.Add(new SizeKeyword(TypeSet.List, parts.Values.Count(parts.Found.MinItems, "minItems", 0), parts.Values.Count(parts.Found.MaxItems, "maxItems", long.MaxValue)));
        }
    }

    private static void AddItems(NodeParts parts)
    {
        var prefix = Array.Empty<SchemaNode>();
        var rest = default(SchemaNode);
        if (parts.Rules.Draft == SchemaDialect.Draft202012)
        {
            prefix = parts.Children(parts.Found.PrefixItems, "prefixItems");
            if (parts.Found.Items is SequenceNode list)
            {
                parts.Values.Report(list, "\"items\" is one schema in this draft, not a list", "rename it to \"prefixItems\", or name the older draft in \"$schema\"");
            }
            else
            {
                rest = parts.Child(parts.Found.Items);
            }
        }
        else if (parts.Found.Items is SequenceNode list)
        {
            prefix = [.. list.Items.ToArray().Select(item => parts.Compiler.Child(item, parts.Resource))];
            rest = parts.Child(parts.Found.AdditionalItems);
        }
        else
        {
            rest = parts.Child(parts.Found.Items);
        }

        if (prefix.Length > 0 || rest is not null)
        {
            parts.Keywords.Add(new ItemsKeyword(prefix, rest));
        }
    }
}
