using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary>A text with wildcards that a fact is held against.</summary>
/// <param name="Text">The text, with <c>*</c> and <c>?</c>, without the <c>!</c> that negates it.</param>
/// <param name="IsNegated">Whether the fact must not match.</param>
internal readonly record struct TextPattern(string Text, bool IsNegated)
{
    public static TextPattern Parse(string text) => text.StartsWith('!') ? new(text[1..], IsNegated: true) : new(text, IsNegated: false);

    /// <summary>Whether the pattern holds for a fact that has these values: one, several, or none when it is unset.</summary>
    public bool Holds(ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            if (Glob.Matches(Text, value))
            {
                return !IsNegated;
            }
        }

        return IsNegated;
    }

    /// <summary>What the pattern without its <c>!</c> asks for.</summary>
    public string Describe(bool secret) => Text == "*" ? "any value" : Quotation.Of(Text, secret);

    /// <summary>The reverse of what the pattern without its <c>!</c> asks for.</summary>
    public string DescribeReverse(bool secret) => Text == "*" ? "no value" : $"anything but {Quotation.Of(Text, secret)}";
}
