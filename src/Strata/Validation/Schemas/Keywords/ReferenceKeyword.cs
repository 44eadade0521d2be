using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>$ref</c>.</summary>
internal sealed class ReferenceKeyword(SchemaNode target, ScalarNode source) : Keyword
{
    public SchemaNode Target => target;

    /// <summary>The reference as it is written.</summary>
    public ScalarNode Source => source;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks) => target.Accepts(instance, run, marks);

    public override void Explain(ConfigNode instance, Explanation to, in Place place) => target.Explain(instance, to, place);

    public override void AddInPlace(List<SchemaNode> to) => to.Add(target);
}
