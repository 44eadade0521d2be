using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary>One demand of a schema, or several that are met in one look. Immutable once the schema is compiled.</summary>
internal abstract class Keyword
{
    /// <summary>The kinds of value that it says something about.</summary>
    public virtual TypeSet AppliesTo => TypeSet.All;

    /// <summary>Whether a value meets it.</summary>
    /// <param name="instance">A value of a kind that it applies to.</param>
    /// <param name="run">The evaluation that this is part of.</param>
    /// <param name="marks">The frame that takes the keys or items which are looked at; -1 when nobody asks.</param>
    public abstract bool Accepts(ConfigNode instance, Evaluation run, int marks);

    /// <summary>Says in what a value does not meet it; nothing for one that does.</summary>
    public abstract void Explain(ConfigNode instance, Explanation to, in Place place);

    /// <summary>Adds the schemas that it applies to the same value.</summary>
    public virtual void AddInPlace(List<SchemaNode> to)
    {
    }
}
