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
