using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>minItems</c> and <c>maxItems</c>, or <c>minProperties</c> and <c>maxProperties</c>.</summary>
internal sealed class SizeKeyword(TypeSet type, long least, long most) : Keyword
{
    public override TypeSet AppliesTo => type;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var count = Count(instance);
        return count >= least && count <= most;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var count = Count(instance);
        if (count < least || count > most)
        {
            var (kind, part) = type == TypeSet.List ? ("list", "item") : ("mapping", "key");
            to.ReportSize(instance, place, $"a {kind} of {Expectation.Count(least, most, part)}", count);
        }
    }

    private static int Count(ConfigNode instance) => instance is MappingNode mapping ? mapping.Count : ((SequenceNode)instance).Count;
}
