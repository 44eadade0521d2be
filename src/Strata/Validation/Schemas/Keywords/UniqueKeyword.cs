using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>uniqueItems</c>.</summary>
internal sealed class UniqueKeyword : Keyword
{
    // So few are compared each with each faster than they are hashed.
    private const int PairThreshold = 8;

    public override TypeSet AppliesTo => TypeSet.List;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var items = ((SequenceNode)instance).Items;
        return items.Length < 2 || (items.Length <= PairThreshold ? ArePairwiseDistinct(items) : AreDistinct(items, run.Seen));
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (Accepts(instance, to.Run, -1))
        {
            return;
        }

        var first = new Dictionary<ConfigNode, int>(ConfigNodeEquality.Instance);
        var list = (SequenceNode)instance;
        for (var i = 0; i < list.Count; i++)
        {
            if (!first.TryAdd(list[i], i))
            {
                to.ReportRepeated(list, first[list[i]], i, place);
            }
        }
    }

    private static bool ArePairwiseDistinct(ReadOnlySpan<ConfigNode> items)
    {
        for (var i = 1; i < items.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (ConfigNodeEquality.DeepEquals(items[i], items[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool AreDistinct(ReadOnlySpan<ConfigNode> items, HashSet<ConfigNode> seen)
    {
        seen.Clear();
        var distinct = true;
        foreach (var item in items)
        {
            if (!seen.Add(item))
            {
                distinct = false;
                break;
            }
        }

        seen.Clear();
        return distinct;
    }
}
