using System.Collections.Immutable;
using Strata.Layers;
using Strata.Snapshots;
using Strata.Validation.Rules;

namespace Strata.Validation;

/// <summary>The rules that are checked: Strata's own, and those that users add. Immutable; safe for use from several threads.</summary>
internal sealed class RuleSet
{
    private const int FirstUserCode = 6900;
    private const int LastUserCode = 6999;

    private readonly ImmutableArray<IOverrideRule> _overrideRules;
    private readonly ImmutableArray<IConfigurationRule> _configurationRules;
    private readonly ImmutableArray<IMatrixRule> _matrixRules;
    private readonly ImmutableArray<RuleDescriptor> _others;
    private readonly EntryWalk _entries;

    /// <param name="overrideRules">Those about overrides as they are written.</param>
    /// <param name="entryRules">Those about single entries.</param>
    /// <param name="configurationRules">Those about a configuration.</param>
    /// <param name="matrixRules">Those about all contexts together.</param>
    /// <param name="mappingRules">Those about single mappings. Null for none.</param>
    /// <param name="others">What is looked for elsewhere, and can be switched off as rules can. Null for nothing.</param>
    public RuleSet(
        IEnumerable<IOverrideRule> overrideRules,
        IEnumerable<IEntryRule> entryRules,
        IEnumerable<IConfigurationRule> configurationRules,
        IEnumerable<IMatrixRule> matrixRules,
        IEnumerable<IMappingRule>? mappingRules = null,
        IEnumerable<RuleDescriptor>? others = null)
    {
        _overrideRules = [.. overrideRules];
        _configurationRules = [.. configurationRules];
        _matrixRules = [.. matrixRules];
        _entries = new EntryWalk(entryRules, mappingRules ?? []);
        _others = [.. others ?? []];
        Descriptors = [.. _overrideRules.Select(static rule => rule.Descriptor)
            .Concat(_entries.Rules.Select(static rule => rule.Descriptor))
            .Concat(_entries.MappingRules.Select(static rule => rule.Descriptor))
            .Concat(_configurationRules.Select(static rule => rule.Descriptor))
            .Concat(_matrixRules.Select(static rule => rule.Descriptor))
            .Concat(_others)
            .OrderBy(static descriptor => descriptor.Code.Number)];
    }

    /// <summary>Strata's own rules.</summary>
    public static RuleSet BuiltIn => BuiltInRules.All;

    /// <summary>No rules.</summary>
    public static RuleSet None { get; } = new([], [], [], []);

    /// <summary>What the rules look for, by their codes.</summary>
    public ImmutableArray<RuleDescriptor> Descriptors { get; }

    /// <summary>The same rules and those of users.</summary>
    /// <exception cref="ArgumentException">A rule has a code that is not for users.</exception>
    public RuleSet With(IEnumerable<IConfigurationRule> rules)
    {
        IConfigurationRule[] added = [.. rules];
        foreach (var rule in added)
        {
            if (rule.Descriptor is not { Code.Number: >= FirstUserCode and <= LastUserCode })
            {
                throw new ArgumentException($"The rule {rule.GetType()} has the code {rule.Descriptor?.Code}; STR{FirstUserCode} to STR{LastUserCode} are for users' own rules.", nameof(rules));
            }
        }

        return added.Length == 0 ? this : new RuleSet(_overrideRules, _entries.Rules, [.. _configurationRules, .. added], _matrixRules, _entries.MappingRules, _others);
    }

    /// <summary>Looks at an override as it is written.</summary>
    public void Check(Layer layer, RuleReport report)
    {
        var wanted = _overrideRules.RemoveAll(rule => !report.Wants(rule.Descriptor));
        if (wanted.IsEmpty)
        {
            return;
        }

        WrittenValue.Visit(layer, value =>
        {
            foreach (var rule in wanted)
            {
                rule.Check(value, report);
            }
        });
    }

    /// <summary>Looks at a resolved configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="isProduction">Whether its environment counts as production.</param>
    /// <param name="report">Where findings go.</param>
    /// <param name="barren">What is known of the parts of configurations with much in common; null for nothing. The findings are the same.</param>
    public void Check(ResolvedConfiguration configuration, bool isProduction, RuleReport report, BarrenParts? barren = null)
    {
        _entries.Check(configuration, isProduction, report, barren);
        foreach (var rule in _configurationRules)
        {
            if (report.Wants(rule.Descriptor))
            {
                Check(rule, new RuleContext(configuration, isProduction, rule.Descriptor, report));
            }
        }
    }

    /// <summary>The rules about all contexts together.</summary>
    public ImmutableArray<IMatrixRule> MatrixRules => _matrixRules;

    /// <summary>Looks at all contexts together by one rule.</summary>
    public static void Check(IMatrixRule rule, ResolvedMatrix matrix, RuleReport report)
    {
        if (report.Wants(rule.Descriptor))
        {
            rule.Check(matrix, report);
        }
    }

    // A user's rule that fails is a bug of its author's: it goes on as an exception, which says whose and on what.
    private static void Check(IConfigurationRule rule, RuleContext context)
    {
        try
        {
            rule.Check(context);
        }
        catch (Exception exception)
        {
            var resolved = context.Configuration.Context;
            throw new InvalidOperationException($"The rule {rule.Descriptor.Code} ({rule.GetType()}) failed on {resolved.Type}/{resolved.Environment}: {exception.Message}", exception);
        }
    }
}
