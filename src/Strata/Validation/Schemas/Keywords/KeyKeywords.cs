using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>propertyNames</c>.</summary>
internal sealed class KeyNamesKeyword(SchemaNode schema) : Keyword
{
    public override TypeSet AppliesTo => TypeSet.Mapping;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var mapping = (MappingNode)instance;
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (!schema.AcceptsText(entry.Key, mapping, entry, run))
            {
                return false;
            }
        }

        return true;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var mapping = (MappingNode)instance;
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (!schema.AcceptsText(entry.Key, mapping, entry, to.Run))
            {
                to.ReportKeyName(schema, mapping, entry, place);
            }
        }
    }
}

/// <summary><c>dependentRequired</c>, and <c>dependencies</c> on names.</summary>
internal sealed class CompanionKeyword((string Key, string[] Companions)[] rules) : Keyword
{
    public override TypeSet AppliesTo => TypeSet.Mapping;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var mapping = (MappingNode)instance;
        foreach (var (key, companions) in rules)
        {
            if (mapping.ContainsKey(key))
            {
                foreach (var companion in companions)
                {
                    if (!mapping.ContainsKey(companion))
                    {
                        return false;
                    }
                }
            }
        }

        return true;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var mapping = (MappingNode)instance;
        foreach (var (key, companions) in rules)
        {
            if (mapping.IndexOf(key) is var index && index >= 0)
            {
                var missing = companions.Where(companion => !mapping.ContainsKey(companion)).ToArray();
                if (missing.Length > 0)
                {
                    to.ReportCompanions(mapping.Entries[index], missing, place);
                }
            }
        }
    }
}

/// <summary><c>dependentSchemas</c>, and <c>dependencies</c> on schemas.</summary>
internal sealed class DependentKeyword((string Key, SchemaNode Schema)[] rules) : Keyword
{
    public override TypeSet AppliesTo => TypeSet.Mapping;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var mapping = (MappingNode)instance;
        foreach (var (key, schema) in rules)
        {
            if (mapping.ContainsKey(key) && !schema.Accepts(instance, run, marks))
            {
                return false;
            }
        }

        return true;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        foreach (var (key, schema) in rules)
        {
            if (((MappingNode)instance).ContainsKey(key))
            {
                schema.Explain(instance, to, place);
            }
        }
    }

    public override void AddInPlace(List<SchemaNode> to) => to.AddRange(rules.Select(static rule => rule.Schema));
}
