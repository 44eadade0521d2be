using System.Globalization;
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
