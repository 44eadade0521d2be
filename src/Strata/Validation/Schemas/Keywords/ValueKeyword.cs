using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>enum</c> and <c>const</c>: the values that may stand here. Always the first of its schema, so that it speaks before the kind.</summary>
internal sealed class ValueKeyword : Keyword
{
    // Below this a walk is faster than hashing the text.
    private const int TableThreshold = 8;

    private readonly HashSet<string>? _texts;

    public ValueKeyword(ConfigNode[] values)
    {
        Values = values;
        if (values.Length > TableThreshold)
        {
            _texts = new(StringComparer.Ordinal);
            foreach (var value in values)
            {
                if (value is ScalarNode { Type: ScalarType.String } text)
                {
                    _texts.Add(text.Text);
                }
            }
        }
    }

    public ConfigNode[] Values { get; }

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        if (_texts is not null && instance is ScalarNode { Type: ScalarType.String } text)
        {
            return _texts.Contains(text.Text);
        }

        foreach (var value in Values)
        {
            if (ConfigNodeEquality.DeepEquals(value, instance))
            {
                return true;
            }
        }

        return false;
    }

    // Its schema does, before anything else.
    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
    }
}
