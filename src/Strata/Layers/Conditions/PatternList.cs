using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary>Patterns of which one must hold. Immutable.</summary>
internal sealed class PatternList
{
    private readonly ImmutableArray<TextPattern> _patterns;

    private PatternList(ImmutableArray<TextPattern> patterns, bool isSecret)
    {
        _patterns = patterns;
        IsSecret = isSecret;
    }

    /// <summary>Whether the file says that they are secret, so that neither they nor what matches them may be shown.</summary>
    public bool IsSecret { get; }

    /// <summary>The patterns.</summary>
    public ImmutableArray<TextPattern> Patterns => _patterns;

    /// <summary>The texts among them that stand for one value each, negated or not.</summary>
    public IEnumerable<string> Literals => _patterns.Where(static pattern => !Glob.IsPattern(pattern.Text)).Select(static pattern => pattern.Text);

    /// <summary>Whether one of them is about a value, be it to rule it out.</summary>
    public bool Mentions(string value) => _patterns.Any(pattern => Glob.Matches(pattern.Text, value));

    /// <summary>Reads a text or a list of texts.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mayBeEmpty">Whether the empty text is a pattern: variables may be set and empty, names of things may not.</param>
    public static PatternList? Read(MetadataValue value, bool mayBeEmpty = false)
    {
        const string Expected = "text or a list of texts";
        if (value.Node is SequenceNode { Count: 0 })
        {
            value.Error($"\"{value.Name}\" is an empty list; any of nothing never holds", "remove the key, or say what is required");
            return null;
        }

        var patterns = ImmutableArray.CreateBuilder<TextPattern>();
        var failed = false;
        var secret = value.Node.IsSensitive;
        foreach (var item in value.Items())
        {
            if (!item.TryComparable(value.Node is SequenceNode ? "text" : Expected, out var text))
            {
                failed = true;
            }
            else if (!mayBeEmpty && text is "" or "!")
            {
                item.Error($"\"{item.Name}\" is empty and matches nothing", "write \"*\" for any value, \"!*\" for none");
                failed = true;
            }
            else
            {
                patterns.Add(TextPattern.Parse(text));
                secret |= item.Node.IsSensitive;
            }
        }

        if (failed || patterns.Count == 0)
        {
            return null;
        }

        var list = new PatternList(patterns.DrainToImmutable(), secret);
        list.SuggestNot(value);
        return list;
    }

    /// <summary>Whether one of the patterns holds for a fact that has these values: one, several, or none when it is unset.</summary>
    public bool Hold(ReadOnlySpan<string> values)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Holds(values))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is required, for a reason: <c>"a", "b" or anything but "c"</c>.</summary>
    /// <param name="expected">False where it is required that no pattern holds.</param>
    /// <param name="secret">Whether the patterns are secret.</param>
    public string Describe(bool expected, bool secret)
    {
        // Plain ones first: behind "anything but" the rest of the list would read as a part of it.
        var plain = _patterns.Where(static pattern => !pattern.IsNegated);
        var negated = _patterns.Where(static pattern => pattern.IsNegated);
        if (expected)
        {
            return Quotation.Join([.. plain.Select(p => p.Describe(secret)), .. negated.Select(p => p.DescribeReverse(secret))], "or");
        }

        List<string> required = [.. negated.Select(p => p.Describe(secret))];
        if (plain.Count() == 1)
        {
            required.Add(plain.First().DescribeReverse(secret));
        }
        else if (plain.Any())
        {
            required.Add($"anything but {Quotation.Join([.. plain.Select(p => p.Describe(secret))], "or")}");
        }

        return Quotation.Join(required, "and");
    }

    // A fact that one of them rules out passes by another: such a list was meant as "none of these".
    private void SuggestNot(MetadataValue value)
    {
        if (_patterns.Length < 2 || !_patterns.All(static pattern => pattern.IsNegated))
        {
            return;
        }

        // Variables and facts stand one mapping further down.
        var outer = value.Path.Parent is { Key: "environment" or "facts" } parent ? parent.Key : null;
        var names = string.Join(", ", _patterns.Select(pattern => Quotation.Of(pattern.Text, IsSecret)));
        var inner = $"{value.Name}: [{names}]";
        value.Diagnostics.Add(Diagnostic.At(
            value.Node,
            DiagnosticCode.ConditionAlwaysHolds,
            DiagnosticSeverity.Suggestion,
            $"\"{value.Name}\" is a list of negated texts, of which any may hold: what one rules out, another lets pass") with
        {
            Path = value.Path,
            Hint = "if none of them is meant, write not: { " + (outer is null ? inner : $"{outer}: {{ {inner} }}") + " }",
        });
    }
}
