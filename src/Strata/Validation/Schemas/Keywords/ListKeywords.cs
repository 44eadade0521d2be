using System.Globalization;
using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>prefixItems</c> and <c>items</c>; <c>items</c> and <c>additionalItems</c> of the older drafts.</summary>
internal sealed class ItemsKeyword(SchemaNode[] prefix, SchemaNode? rest) : Keyword
{
    public override TypeSet AppliesTo => TypeSet.List;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var items = ((SequenceNode)instance).Items;
        for (var i = 0; i < items.Length; i++)
        {
            var schema = i < prefix.Length ? prefix[i] : rest;
            if (schema is null)
            {
                break;
            }

            if (!schema.Accepts(items[i], run, -1))
            {
                return false;
            }

            run.Mark(marks, i);
        }

        return true;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var list = (SequenceNode)instance;
        if (rest is { IsFalse: true } && list.Count > prefix.Length)
        {
            var most = prefix.Length == 0 ? "an empty list" : $"a list of at most {prefix.Length.ToString(CultureInfo.InvariantCulture)} item{(prefix.Length == 1 ? "" : "s")}";
            to.ReportSize(instance, place, most, list.Count);
        }

        for (var i = 0; i < list.Count; i++)
        {
            if ((i < prefix.Length ? prefix[i] : rest) is { } schema && !(schema.IsFalse && i >= prefix.Length))
            {
                to.ExplainItem(schema, i, list[i], place);
            }
        }
    }
}

/// <summary><c>contains</c>, <c>minContains</c> and <c>maxContains</c>.</summary>
internal sealed class ContainsKeyword(SchemaNode schema, long least, long most, bool marksItems) : Keyword
{
    public override TypeSet AppliesTo => TypeSet.List;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var items = ((SequenceNode)instance).Items;
        var count = 0L;
        for (var i = 0; i < items.Length; i++)
        {
            if (!schema.Accepts(items[i], run, -1))
            {
                continue;
            }

            count++;
            if (marksItems)
            {
                run.Mark(marks, i);
            }

            if (count > most || (marks < 0 && count >= least && most == long.MaxValue))
            {
                break;
            }
        }

        return count >= least && count <= most;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        if (Accepts(instance, to.Run, -1))
        {
            return;
        }

        var count = 0;
        foreach (var item in ((SequenceNode)instance).Items)
        {
            count += schema.Accepts(item, to.Run, -1) ? 1 : 0;
        }

        var what = Expectation.OfSchema(schema) is { } expected ? $"that {(least == 1 && most == long.MaxValue ? "is" : "are")} {expected}" : "as the schema asks for";
        to.Report(
            instance,
            place,
            DiagnosticCode.ContainsMismatch,
            $"expected a list with {Expectation.Count(least, most, "item")} {what}, found {(count == 0 ? "none" : count.ToString(CultureInfo.InvariantCulture))}",
            Expectation.HintOf(schema));
    }
}

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
