using Strata.Validation.Schemas.Keywords;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas.Compiling;

/// <summary>Makes the demands on mappings: their keys and what stands under them.</summary>
internal static class MappingDemands
{
    public static void Add(NodeParts parts)
    {
        var validates = parts.Rules.Has(Vocabularies.Validation);
        var applies = parts.Rules.Has(Vocabularies.Applicator);
        if (validates)
        {
            AddSize(parts);
        }

        var required = validates ? parts.Values.Names(parts.Found.Required, "required") : [];
        var properties = applies ? parts.Values.Mapping(parts.Found.Properties, "properties") : null;
        var patterns = applies ? Patterns(parts, parts.Values.Mapping(parts.Found.PatternProperties, "patternProperties")) : [];
        var additional = applies ? parts.Child(parts.Found.AdditionalProperties) : null;
        if (required.Length > 0 || properties is { Count: > 0 } || patterns.Length > 0 || additional is not null)
        {
            parts.Keywords.Add(new PropertiesKeyword(Properties(parts, properties, required), patterns, additional));
        }

        if (applies && parts.Rules.Draft >= SchemaDialect.Draft6 && parts.Child(parts.Found.PropertyNames) is { } names)
        {
            parts.Keywords.Add(new KeyNamesKeyword(names));
        }

        AddCompanions(parts, parts.Values.Mapping(parts.Found.Dependencies, "dependencies"), names: null);
        if (parts.Rules.Draft >= SchemaDialect.Draft201909)
        {
            AddCompanions(parts, validates ? parts.Values.Mapping(parts.Found.DependentRequired, "dependentRequired") : null, names: true);
            AddCompanions(parts, applies ? parts.Values.Mapping(parts.Found.DependentSchemas, "dependentSchemas") : null, names: false);
        }
    }

    private static void AddSize(NodeParts parts)
    {
        if (parts.Found.MinProperties is not null || parts.Found.MaxProperties is not null)
        {
            parts.Keywords.Add(new SizeKeyword(TypeSet.Mapping, parts.Values.Count(parts.Found.MinProperties, "minProperties", 0), parts.Values.Count(parts.Found.MaxProperties, "maxProperties", long.MaxValue)));
        }
    }

    private static PropertiesKeyword.Property[] Properties(NodeParts parts, MappingNode? properties, string[] required)
    {
        var result = new List<PropertiesKeyword.Property>((properties?.Count ?? 0) + required.Length);
        var names = required.Length > 8 ? new HashSet<string>(required, StringComparer.Ordinal) : null;
        if (properties is not null)
        {
            foreach (ref readonly var entry in properties.Entries)
            {
                result.Add(new(entry.Key, parts.Compiler.Child(entry.Value, parts.Resource), names?.Contains(entry.Key) ?? Array.IndexOf(required, entry.Key) >= 0));
            }
        }

        foreach (var name in required)
        {
            if (properties is null || !properties.ContainsKey(name))
            {
                result.Add(new(name, null, IsRequired: true));
            }
        }

        return [.. result];
    }

    private static PropertiesKeyword.KeyPattern[] Patterns(NodeParts parts, MappingNode? patterns)
    {
        if (patterns is null || patterns.Count == 0)
        {
            return [];
        }

        var result = new List<PropertiesKeyword.KeyPattern>(patterns.Count);
        foreach (ref readonly var entry in patterns.Entries)
        {
            if (parts.Compiler.Pattern(entry.Key, entry.Value.Document.Text, entry.KeyPosition) is { } pattern)
            {
                result.Add(new(entry.Key, pattern, parts.Compiler.Child(entry.Value, parts.Resource)));
            }
        }

        return [.. result];
    }

    // In "dependencies" a list is names, and anything else a schema.
    private static void AddCompanions(NodeParts parts, MappingNode? rules, bool? names)
    {
        if (rules is null)
        {
            return;
        }

        var companions = new List<(string, string[])>();
        var schemas = new List<(string, SchemaNode)>();
        foreach (ref readonly var entry in rules.Entries)
        {
            if (names ?? entry.Value is SequenceNode)
            {
                companions.Add((entry.Key, parts.Values.Names(entry.Value, entry.Key)));
            }
            else
            {
                schemas.Add((entry.Key, parts.Compiler.Child(entry.Value, parts.Resource)));
            }
        }

        if (companions.Count > 0)
        {
            parts.Keywords.Add(new CompanionKeyword([.. companions]));
        }

        if (schemas.Count > 0)
        {
            parts.Keywords.Add(new DependentKeyword([.. schemas]));
        }
    }
}
