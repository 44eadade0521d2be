using System.Globalization;
using Strata.Diagnostics;
using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

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
