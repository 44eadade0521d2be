using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>if</c>, <c>then</c> and <c>else</c>.</summary>
internal sealed class ConditionKeyword(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Keyword
{
    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var next = AlternativesKeyword.AcceptsAlone(condition, instance, run, marks) ? then : otherwise;
        return next is null || next.Accepts(instance, run, marks);
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place) =>
        (condition.Accepts(instance, to.Run, -1) ? then : otherwise)?.Explain(instance, to, place);

    public override void AddInPlace(List<SchemaNode> to)
    {
        to.Add(condition);
        if (then is not null)
        {
            to.Add(then);
        }

        if (otherwise is not null)
        {
            to.Add(otherwise);
        }
    }
}
