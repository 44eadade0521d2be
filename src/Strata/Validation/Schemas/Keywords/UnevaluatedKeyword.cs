using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>unevaluatedProperties</c> or <c>unevaluatedItems</c>. Stands last in its schema, behind all whose marks it reads.</summary>
internal sealed class UnevaluatedKeyword(TypeSet type, SchemaNode schema) : Keyword
{
    public override TypeSet AppliesTo => type;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        if (instance is MappingNode mapping)
        {
            var entries = mapping.Entries;
            for (var i = 0; i < entries.Length; i++)
            {
                if (!run.IsMarked(marks, i) && !schema.Accepts(entries[i].Value, run, -1))
                {
                    return false;
                }
            }
        }
        else
        {
            var items = ((SequenceNode)instance).Items;
            for (var i = 0; i < items.Length; i++)
            {
                if (!run.IsMarked(marks, i) && !schema.Accepts(items[i], run, -1))
                {
                    return false;
                }
            }
        }

        run.MarkAll(marks, instance);
        return true;
    }

    // What is not looked at is known to the whole schema only.
    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
    }

    /// <summary>Says which keys or items are not as this says.</summary>
    /// <param name="instance">The value.</param>
    /// <param name="owner">The schema that this is a part of.</param>
    /// <param name="to">Takes what is wrong.</param>
    /// <param name="place">Where the value stands.</param>
    /// <param name="othersHold">Whether nothing else is wrong: else a key is unknown only if no part of the schema names it.</param>
    public void Explain(ConfigNode instance, SchemaNode owner, Explanation to, in Place place, bool othersHold)
    {
        var frame = to.Run.OpenFrame(instance);
        var precise = owner.MarkSeen(instance, to.Run, frame) && othersHold;
        if (instance is MappingNode mapping)
        {
            ExplainKeys(mapping, owner, frame, to, place, precise);
        }
        else if (precise && instance is SequenceNode list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (!to.Run.IsMarked(frame, i))
                {
                    to.ExplainItem(schema, i, list[i], place);
                }
            }
        }

        to.Run.CloseFrame(frame);
    }

    private void ExplainKeys(MappingNode mapping, SchemaNode owner, int frame, Explanation to, in Place place, bool precise)
    {
        var names = default(KeyNames);
        var entries = mapping.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            if (to.Run.IsMarked(frame, i))
            {
                continue;
            }

            names ??= to.NamesOf(owner);
            if (!precise && names.MayKnow(entries[i].Key))
            {
                continue;
            }

            if (schema.IsFalse)
            {
                to.ReportUnknownKey(mapping, entries[i], names, place);
            }
            else
            {
                to.ExplainChild(schema, entries[i], place);
            }
        }
    }
}
