using Strata.Validation.Schemas.Explaining;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>minLength</c> and <c>maxLength</c>, counted in code points.</summary>
internal sealed class LengthKeyword(long least, long most) : TextKeyword
{
    public override bool Accepts(string text)
    {
        // A code point is one or two units, and nearly always nobody has to know which.
        if (text.Length < least || (text.Length + 1) / 2 > most)
        {
            return false;
        }

        return (text.Length <= most && (text.Length + 1) / 2 >= least) || (CodePoints(text) is var length && length >= least && length <= most);
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var text = ((ScalarNode)instance).Text;
        if (!Accepts(text))
        {
            to.ReportSize(instance, place, $"a text of {Expectation.Count(least, most, "character")}", CodePoints(text));
        }
    }

    private static int CodePoints(string text)
    {
        var count = text.Length;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
            {
                count--;
                i++;
            }
        }

        return count;
    }
}
