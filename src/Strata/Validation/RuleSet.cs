using System.Collections.Immutable;
using Strata.Layers;
using Strata.Snapshots;

namespace Strata.Validation;

/// <summary>The rules that are checked: Strata's own, and those that users add. Immutable; safe for use from several threads.</summary>
internal sealed class RuleSet
{
    private readonly ImmutableArray<IOverrideRule> _overrideRules;
    private readonly ImmutableArray<IConfigurationRule> _configurationRules;
    private readonly ImmutableArray<IMatrixRule> _matrixRules;
    private readonly EntryWalk _entries;

    public RuleSet(
        IEnumerable<IOverrideRule> overrideRules,
        IEnumerable<IEntryRule> entryRules,
        IEnumerable<IConfigurationRule> configurationRules,
        IEnumerable<IMatrixRule> matrixRules)
    {
        _overrideRules = [.. overrideRules];
        _configurationRules = [.. configurationRules];
        _matrixRules = [.. matrixRules];
        _entries = new EntryWalk(entryRules);
        Descriptors = [.. _overrideRules.Select(static rule => rule.Descriptor)
            .Concat(_entries.Rules.Select(static rule => rule.Descriptor))
            .Concat(_configurationRules.Select(static rule => rule.Descriptor))
            .Concat(_matrixRules.Select(static rule => rule.Descriptor))
            .OrderBy(static descriptor => descriptor.Code.Number)];
    }

    /// <summary>What the rules look for, by their codes.</summary>
    public ImmutableArray<RuleDescriptor> Descriptors { get; }

    /// <summary>Looks at an override as it is written.</summary>
    public void Check(Layer layer, RuleReport report)
    {
        foreach (var rule in _overrideRules)
        {
            if (report.Wants(rule.Descriptor))
            {
                rule.Check(layer, report);
            }
        }
    }

    /// <summary>Looks at a resolved configuration.</summary>
    public void Check(ResolvedConfiguration configuration, bool isProduction, RuleReport report)
    {
        _entries.Check(configuration, isProduction, report);
        foreach (var rule in _configurationRules)
        {
            if (report.Wants(rule.Descriptor))
            {
                rule.Check(new RuleContext(configuration, isProduction, rule.Descriptor, report));
            }
        }
    }

    /// <summary>Looks at all contexts together.</summary>
    public void Check(ResolvedMatrix matrix, RuleReport report)
    {
        foreach (var rule in _matrixRules)
        {
            if (report.Wants(rule.Descriptor))
            {
                rule.Check(matrix, report);
            }
        }
    }
}
