using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>allOf</c>.</summary>
internal sealed class AllOfKeyword(SchemaNode[] branches) : Keyword
{
    public SchemaNode[] Branches => branches;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        foreach (var branch in branches)
        {
            if (!branch.Accepts(instance, run, marks))
            {
                return false;
            }
        }

        return true;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        foreach (var branch in branches)
        {
            branch.Explain(instance, to, place);
        }
    }

    public override void AddInPlace(List<SchemaNode> to) => to.AddRange(branches);
}
