using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

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
