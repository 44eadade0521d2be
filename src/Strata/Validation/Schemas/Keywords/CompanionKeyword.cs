using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

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
