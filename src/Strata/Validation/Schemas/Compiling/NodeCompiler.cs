using Strata.Validation.Schemas.Keywords;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Makes the demands of one schema, cheap ones first, and says where a keyword has a value that it cannot have.</summary>
internal static class NodeCompiler
{
    public static void Fill(SchemaNode node, NodeParts parts)
    {
        if (parts.Found.Ref is not null && parts.Rules.ReferenceStandsAlone)
        {
            AddReference(parts, parts.Found.Ref);
            node.Fill(TypeSet.All, parts.Keywords, isDeprecated: false);
            return;
        }

        var types = TypeSet.All;
        if (parts.Rules.Has(Vocabularies.Validation))
        {
            types = parts.Found.Type is null ? TypeSet.All : parts.Values.Types(parts.Found.Type);
            ScalarDemands.AddValues(parts);
            ScalarDemands.AddNumbers(parts);
            ScalarDemands.AddTexts(parts);
        }

        ScalarDemands.AddFormats(parts);
        MappingDemands.Add(parts);
        ListDemands.Add(parts);
        AddReferences(parts);
        if (parts.Rules.Has(Vocabularies.Applicator))
        {
            AddCombinations(parts);
        }

        AddUnevaluated(parts);
        node.Fill(types, parts.Keywords, parts.Found.Deprecated is ScalarNode { Type: ScalarType.Boolean } deprecated && deprecated.ToInvariantText() == "true");
    }

    private static void AddReferences(NodeParts parts)
    {
        if (parts.Found.Ref is not null)
        {
            AddReference(parts, parts.Found.Ref);
        }

        if (parts.Rules.Draft == SchemaDialect.Draft202012 && parts.Values.Text(parts.Found.DynamicRef, "$dynamicRef") is { } dynamic)
        {
            Add(parts, parts.Compiler.Dynamic(dynamic, parts.Resource, isRecursive: false));
        }

        if (parts.Rules.Draft == SchemaDialect.Draft201909 && parts.Values.Text(parts.Found.RecursiveRef, "$recursiveRef") is { } recursive)
        {
            if (recursive.Text == "#")
            {
                Add(parts, parts.Compiler.Dynamic(recursive, parts.Resource, isRecursive: true));
            }
            else
            {
                parts.Values.Report(recursive, "\"$recursiveRef\" is always \"#\"");
            }
        }
    }

    private static void AddReference(NodeParts parts, ConfigNode node)
    {
        if (parts.Values.Text(node, "$ref") is { } reference && parts.Compiler.Target(reference, parts.Resource) is { } target)
        {
            parts.Keywords.Add(new ReferenceKeyword(target, reference));
        }
    }

    private static void AddCombinations(NodeParts parts)
    {
        if (parts.Found.AllOf is not null && parts.Children(parts.Found.AllOf, "allOf") is { Length: > 0 } all)
        {
            parts.Keywords.Add(new AllOfKeyword(all));
        }

        if (parts.Found.AnyOf is not null && parts.Children(parts.Found.AnyOf, "anyOf") is { Length: > 0 } any)
        {
            parts.Keywords.Add(new AlternativesKeyword(any, exactlyOne: false));
        }

        if (parts.Found.OneOf is not null && parts.Children(parts.Found.OneOf, "oneOf") is { Length: > 0 } one)
        {
            parts.Keywords.Add(new AlternativesKeyword(one, exactlyOne: true));
        }

        if (parts.Child(parts.Found.Not) is { } not)
        {
            parts.Keywords.Add(new NotKeyword(not));
        }

        if (parts.Rules.Draft >= SchemaDialect.Draft7 && parts.Child(parts.Found.If) is { } condition)
        {
            parts.Keywords.Add(new ConditionKeyword(condition, parts.Child(parts.Found.Then), parts.Child(parts.Found.Else)));
        }
    }

    private static void AddUnevaluated(NodeParts parts)
    {
        if (parts.Rules.Draft < SchemaDialect.Draft201909 || !parts.Rules.Has(Vocabularies.Unevaluated))
        {
            return;
        }

        if (parts.Child(parts.Found.UnevaluatedProperties) is { } keys)
        {
            parts.Keywords.Add(new UnevaluatedKeyword(TypeSet.Mapping, keys));
        }

        if (parts.Child(parts.Found.UnevaluatedItems) is { } items)
        {
            parts.Keywords.Add(new UnevaluatedKeyword(TypeSet.List, items));
        }
    }

    private static void Add(NodeParts parts, Keyword? keyword)
    {
        if (keyword is not null)
        {
            parts.Keywords.Add(keyword);
        }
    }
}
