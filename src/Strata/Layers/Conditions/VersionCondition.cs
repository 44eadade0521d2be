using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary><c>version</c>: the application's version.</summary>
internal sealed class VersionCondition : Condition
{
    private readonly ImmutableArray<Term> _terms;

    private VersionCondition(ImmutableArray<Term> terms) => _terms = terms;

    /// <summary>The ranges as a reason shows them.</summary>
    public string Describe(bool expected) =>
        Quotation.Join([.. _terms.Select(term => (term.IsNegated == expected ? "anything but " : "") + Quotation.Of(term.Text))], expected ? "or" : "and");

    public static VersionCondition? Read(MetadataValue value)
    {
        if (value.Node is SequenceNode { Count: 0 })
        {
            value.Error("\"version\" is an empty list; any of nothing never holds", "remove the key, or say what is required");
            return null;
        }

        var terms = ImmutableArray.CreateBuilder<Term>();
        var failed = false;
        foreach (var item in value.Items())
        {
            // 2.1 without quotes is a number to YAML.
            var term = item.TryComparable("a range of versions such as \">=2.1 <3\"", out var text) ? ReadTerm(item, text) : null;
            failed |= term is null;
            if (term is not null)
            {
                terms.Add(term);
            }
        }

        return failed || terms.Count == 0 ? null : new VersionCondition(terms.DrainToImmutable());
    }

    /// <summary>Whether one of the ranges holds for a version; null for one that is not known, in which case only a negated one does.</summary>
    public bool Holds(SemanticVersion? version) =>
        _terms.Any(term => (version is { } known && term.Range.Contains(known)) != term.IsNegated);

    private static Term? ReadTerm(MetadataValue value, string text)
    {
        var negated = text.StartsWith('!') && !text.StartsWith("!=", StringComparison.Ordinal);
        var asked = negated ? text[1..] : text;
        if (VersionRange.TryParse(asked, out var range, out var problem))
        {
            return new Term(asked.Trim(), range, negated);
        }

        var hint = text.Contains(',', StringComparison.Ordinal) ? "separate comparisons by a space, alternatives by ||"
            : "write comparisons such as \">=2.1 <3\", \"^2.1\", \"~2.1.4\" or \"2.x\", separated by a space, alternatives by ||";
        value.Error($"{value.Quoted(text)} is no range of versions: {problem}", hint);
        return null;
    }

    private sealed record Term(string Text, VersionRange Range, bool IsNegated);
}
