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
    public void Check(ResolvedConfiguration configuration, bool isProduction, RuleReport report)
    {
        if (Rules.IsEmpty)
        {
            return;
        }

        var contexts = new RuleContext?[Rules.Length];
        for (var i = 0; i < contexts.Length; i++)
        {
            contexts[i] = report.Wants(Rules[i].Descriptor) ? new RuleContext(configuration, isProduction, Rules[i].Descriptor, report) : null;
        }

        Visit(configuration.Root, ConfigPath.Root, contexts);
    }

    // As deep as the limit on nesting.
    private void Visit(ConfigNode node, ConfigPath path, RuleContext?[] contexts)
    {
        if (node is MappingNode mapping)
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (_byKey.TryGetValue(KeySpelling.Canonical(entry.Key), out var rules))
                {
                    foreach (var rule in rules)
                    {
                        if (contexts[rule] is { } context)
                        {
                            Rules[rule].Check(new RuleEntry(entry.Key, entry.Value, mapping, path), context);
                        }
                    }
                }

                if (entry.Value is not ScalarNode)
                {
                    Visit(entry.Value, path.Append(entry.Key), contexts);
                }
            }
        }
        else if (node is SequenceNode sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                if (sequence[i] is not ScalarNode)
                {
                    Visit(sequence[i], path.Append(i), contexts);
                }
            }
        }
    }
}
