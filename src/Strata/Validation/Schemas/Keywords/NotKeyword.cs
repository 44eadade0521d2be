using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>not</c>.</summary>
internal sealed class NotKeyword(SchemaNode schema) : Keyword
{
    public override bool Accepts(ConfigNode instance, Evaluation run, int marks) => !schema.Accepts(instance, run, -1);

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (!Accepts(instance, to.Run, -1))
        {
            to.ReportExcluded(schema, instance, place);
        }
    }

    public override void AddInPlace(List<SchemaNode> to) => to.Add(schema);
}
