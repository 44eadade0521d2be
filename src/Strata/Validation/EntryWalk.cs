using System.Collections.Frozen;
using System.Collections.Immutable;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation;

/// <summary>The one walk of a tree that all rules about entries and about mappings share. Immutable; safe for use from several threads.</summary>
internal sealed class EntryWalk
{
    private readonly FrozenDictionary<string, uint> _byKey;

    /// <exception cref="ArgumentException">There are more rules than can be told apart.</exception>
    public EntryWalk(IEnumerable<IEntryRule> rules, IEnumerable<IMappingRule> mappingRules)
    {
        Rules = [.. rules];
        MappingRules = [.. mappingRules];
        if (Rules.Length + MappingRules.Length > BarrenParts.MostRules)
        {
            throw new ArgumentException($"One walk shows a configuration to {BarrenParts.MostRules} rules at most.", nameof(rules));
        }

        _byKey = Rules
            .SelectMany(static (rule, index) => rule.Keys.Select(key => (key, index)))
            .GroupBy(static pair => pair.key, static pair => 1u << pair.index, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => group.Aggregate(static (all, bit) => all | bit), StringComparer.Ordinal);
    }

    public ImmutableArray<IEntryRule> Rules { get; }

    public ImmutableArray<IMappingRule> MappingRules { get; }

    /// <summary>Shows each rule what it wants to see, in the order of the tree.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="isProduction">Whether its environment counts as production.</param>
    /// <param name="report">Where findings go.</param>
    /// <param name="barren">The parts in which rules find nothing; null where that is of no use.</param>
    public void Check(ResolvedConfiguration configuration, bool isProduction, RuleReport report, BarrenParts? barren = null)
    {
        var pass = new EntryPass(this, isProduction, barren);
        for (var i = 0; i < Rules.Length; i++)
        {
            if (report.Wants(Rules[i].Descriptor))
            {
                pass.Add(i, new RuleContext(configuration, isProduction, Rules[i].Descriptor, report), null);
            }
        }

        for (var i = 0; i < MappingRules.Length; i++)
        {
            if (report.Wants(MappingRules[i].Descriptor))
            {
                var context = new RuleContext(configuration, isProduction, MappingRules[i].Descriptor, report);
                if (MappingRules[i].Begin(context) is { } visitor)
                {
                    pass.Add(Rules.Length + i, context, visitor);
                }
            }
        }

        pass.Visit(configuration);
    }

    /// <summary>What the rules want of entries with a key.</summary>
    public KeyInterest InterestIn(string key)
    {
        var mappings = 0u;
        for (var i = 0; i < MappingRules.Length; i++)
        {
            mappings |= MappingRules[i].Wants(key) ? 1u << (Rules.Length + i) : 0;
        }

        return new KeyInterest(_byKey.GetValueOrDefault(KeySpelling.Canonical(key)), mappings, SecretNames.Contains(key));
    }
}
