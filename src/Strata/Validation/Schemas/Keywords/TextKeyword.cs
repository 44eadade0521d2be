using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary>A demand on texts alone, which keys of mappings can be held to as they are.</summary>
internal abstract class TextKeyword : Keyword
{
    public sealed override TypeSet AppliesTo => TypeSet.Text;

    public sealed override bool Accepts(ConfigNode instance, Evaluation run, int marks) => Accepts(((ScalarNode)instance).Text);

    public abstract bool Accepts(string text);
}
