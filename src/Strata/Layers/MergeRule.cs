using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers;

/// <summary>A line of <c>_metadata.merge</c>: how values at some paths are joined with those beneath.</summary>
/// <param name="Pattern">The paths.</param>
/// <param name="Strategy">How.</param>
/// <param name="MergeKey">The KEY of <c>by:KEY</c>.</param>
internal sealed record MergeRule(PathPattern Pattern, MergeTag Strategy, string? MergeKey)
{
    private const string ByPrefix = "by:";
    private const string Expected = "append, prepend, union, replace or by:KEY";
    private static readonly string[] Strategies = ["append", "prepend", "union", "replace"];

    /// <summary>The rules of a mapping of patterns to strategies, in its order.</summary>
    public static ImmutableArray<MergeRule> ReadAll(MetadataValue merge)
    {
        if (!merge.TryMapping("a mapping of paths to strategies", out var mapping))
        {
            return [];
        }

        var rules = ImmutableArray.CreateBuilder<MergeRule>(mapping.Count);
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (Read(merge.Child(entry)) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules.DrainToImmutable();
    }

    private static MergeRule? Read(MetadataValue value)
    {
        if (!PathPattern.TryParse(value.Path.Key, out var pattern, out var problem))
        {
            value.Diagnostics.Add(Diagnostic.At(
                value.Node.Document.Text,
                value.KeyPosition,
                DiagnosticCode.BadPathPattern,
                DiagnosticSeverity.Error,
                $"{Quotation.Of(value.Path.Key)} is no path pattern: {problem}") with
            { Path = value.Path });
        }

        if (!value.TryText(Expected, out var strategy) || pattern is null)
        {
            return null;
        }

        switch (strategy)
        {
            case "append":
                return new MergeRule(pattern, MergeTag.Append, null);
            case "prepend":
                return new MergeRule(pattern, MergeTag.Prepend, null);
            case "union":
                return new MergeRule(pattern, MergeTag.Union, null);
            case "replace" or "override":
                return new MergeRule(pattern, MergeTag.Replace, null);
        }

        var key = strategy.StartsWith(ByPrefix, StringComparison.Ordinal) ? strategy[ByPrefix.Length..].Trim() : "";
        if (key.Length > 0)
        {
            return new MergeRule(pattern, MergeTag.By, key);
        }

        var hint = strategy is "unset" or "reset" ? "a rule joins values and removes none: tag the value !unset in a YAML file, or set it to null"
            : strategy is "by" or ByPrefix ? "name the key that tells the items apart: by:name"
            : EditDistance.Nearest(strategy, Strategies) is { } near ? $"did you mean \"{near}\"?"
            : $"write {Expected}";
        value.Error($"{value.Quoted(strategy)} is no merge strategy", hint);
        return null;
    }
}
