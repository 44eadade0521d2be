using System.Collections.Frozen;
using System.Collections.Immutable;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation;

/// <summary>The one walk of a tree that all rules about entries share. Immutable; safe for use from several threads.</summary>
internal sealed class EntryWalk
{
    private readonly FrozenDictionary<string, int[]> _byKey;

    public EntryWalk(IEnumerable<IEntryRule> rules)
    {
        Rules = [.. rules];
        _byKey = Rules
            .SelectMany(static (rule, index) => rule.Keys.Select(key => (key, index)))
            .GroupBy(static pair => pair.key, static pair => pair.index, StringComparer.Ordinal)
            .ToFrozenDictionary(static group => group.Key, static group => group.ToArray(), StringComparer.Ordinal);
    }

    public ImmutableArray<IEntryRule> Rules { get; }

    /// <summary>Shows each rule the entries that it wants to see, in the order of the tree.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="isProduction">Whether its environment counts as production.</param>
    /// <param name="report">Where findings go.</param>
    /// <param name="barren">The parts in which rules find nothing; null where that is of no use.</param>
    public void Check(ResolvedConfiguration configuration, bool isProduction, RuleReport report, BarrenParts? barren = null)
    {
        if (Rules.IsEmpty)
        {
            return;
        }

        var contexts = new RuleContext?[Rules.Length];
        ulong wanted = 0;
        for (var i = 0; i < contexts.Length; i++)
        {
            contexts[i] = report.Wants(Rules[i].Descriptor) ? new RuleContext(configuration, isProduction, Rules[i].Descriptor, report, barren, i) : null;
            wanted |= contexts[i]?.Bit ?? 0;
        }

        Visit(configuration.Root, ConfigPath.Root, contexts, Rules.Length > BarrenParts.MostRules ? null : barren, wanted);
    }

    // As deep as the limit on nesting. Gives the rules that did something, as bits.
    private ulong Visit(ConfigNode node, ConfigPath path, RuleContext?[] contexts, BarrenParts? barren, ulong wanted)
    {
        ulong active = 0;
        if (node is MappingNode mapping)
        {
            // Where nothing is known of a part, every rule is asked.
            var asked = barren is null ? wanted : wanted & ~barren.Of(mapping, path);
            if (barren is not null && asked == 0)
            {
                return 0;
            }

            foreach (ref readonly var entry in mapping.Entries)
            {
                if (_byKey.TryGetValue(KeySpelling.Canonical(entry.Key), out var rules))
                {
                    foreach (var rule in rules)
                    {
                        if (contexts[rule] is { } context && (barren is null || (context.Bit & asked) != 0))
                        {
                            var before = context.Activity;
                            Rules[rule].Check(new RuleEntry(entry.Key, entry.Value, mapping, path), context);
                            active |= before == context.Activity ? 0 : context.Bit;
                        }
                    }
                }

                if (entry.Value is not ScalarNode)
                {
                    active |= Visit(entry.Value, barren?.PathTo(entry, path) ?? path.Append(entry.Key), contexts, barren, asked);
                }
            }

            barren?.Add(mapping, path, asked & ~active);
        }
        else if (node is SequenceNode sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                if (sequence[i] is not ScalarNode)
                {
                    active |= Visit(sequence[i], path.Append(i), contexts, barren, wanted);
                }
            }
        }

        return active;
    }
}
