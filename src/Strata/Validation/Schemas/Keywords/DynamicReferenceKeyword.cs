using Strata.Validation.Schemas.Explaining;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>$dynamicRef</c> and <c>$recursiveRef</c>: the outermost resource on the way here that has the anchor says where they lead.</summary>
/// <param name="target">Where the reference leads when no resource decides.</param>
/// <param name="targets">The schemas that the anchor stands for, by resource. Filled in while the schema is compiled.</param>
internal sealed class DynamicReferenceKeyword(SchemaNode target, Dictionary<SchemaResource, SchemaNode> targets) : Keyword
{
    /// <summary>Every schema that this may lead to.</summary>
    public IEnumerable<SchemaNode> Targets => targets.Values.Append(target);

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var chosen = Choose(run);
        if (!run.EnterDynamic(chosen, instance))
        {
            return false;
        }

        var accepted = chosen.Accepts(instance, run, marks);
        run.LeaveDynamic();
        return accepted;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var chosen = Choose(to.Run);
        if (to.Run.EnterDynamic(chosen, instance))
        {
            chosen.Explain(instance, to, place);
            to.Run.LeaveDynamic();
        }
    }

    private SchemaNode Choose(Evaluation run)
    {
        foreach (var scope in run.Scopes)
        {
            if (targets.TryGetValue(scope, out var chosen))
            {
                return chosen;
            }
        }

        return target;
    }
}
