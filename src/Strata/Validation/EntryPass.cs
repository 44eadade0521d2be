using System.Numerics;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation;

/// <summary>A walk of rules through one configuration, which shows each of them what it wants to see.</summary>
internal sealed class EntryPass(EntryWalk walk, bool isProduction, BarrenParts? barren)
{
    // In production a rule may find more, and what is barren there is told apart.
    private readonly int _shift = isProduction ? BarrenParts.MostRules : 0;
    private readonly RuleContext?[] _contexts = new RuleContext?[BarrenParts.MostRules];
    private readonly MappingVisitor?[] _visitors = new MappingVisitor?[BarrenParts.MostRules];
    private readonly KeyInterests _interests = barren?.InterestsOf(walk) ?? new KeyInterests(walk.InterestIn);
    private uint _rules;

    /// <summary>Takes a rule along.</summary>
    /// <param name="rule">Its place among all.</param>
    /// <param name="context">What it looks at.</param>
    /// <param name="visitor">What looks at mappings, where it is a rule about these.</param>
    public void Add(int rule, RuleContext context, MappingVisitor? visitor)
    {
        _contexts[rule] = context;
        _visitors[rule] = visitor;
        _rules |= 1u << rule;
    }

    public void Visit(ResolvedConfiguration configuration)
    {
        if (Asked(configuration.Root, ConfigPath.Root, _rules) is var asked && asked != 0)
        {
            Visit(configuration.Root, ConfigPath.Root, SecretPlace.RootOf(configuration.Sensitivity), asked);
        }
    }

    // Where nothing is known of a part, every rule is asked.
    private uint Asked(ConfigNode part, ConfigPath path, uint wanted) => barren is null ? wanted : wanted & ~(uint)(barren.Of(part, path) >> _shift);

    // As deep as the limit on nesting. Gives the rules that did something, as bits.
    private uint Visit(MappingNode mapping, ConfigPath path, SecretPlace place, uint asked)
    {
        var active = 0u;
        var inMapping = 0u;
        var hasSecretNames = false;
        foreach (ref readonly var entry in mapping.Entries)
        {
            var interest = _interests.Of(entry.Key);
            inMapping |= interest.InMapping;
            hasSecretNames |= interest.IsSecret;
            if ((interest.InEntry & asked) != 0)
            {
                active |= Show(new RuleEntry(entry.Key, entry.Value, mapping, path), interest.InEntry & asked);
            }
        }

        if ((inMapping & asked) != 0)
        {
            active |= Show(new RuleMapping(mapping, path, place, hasSecretNames), inMapping & asked);
        }

        // Most mappings hold scalars alone, and that is known without a look at these.
        if (mapping.Height > 1)
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (entry.Value is ScalarNode)
                {
                    continue;
                }

                var beneath = barren?.PathTo(entry, path) ?? path.Append(entry.Key);
                if (Asked(entry.Value, beneath, asked) is var still && still != 0)
                {
                    active |= VisitBeneath(entry.Value, beneath, place.Enter(entry.Key, entry.Value), still);
                }
            }
        }

        barren?.Add(mapping, path, (ulong)(asked & ~active) << _shift);
        return active;
    }

    private uint VisitBeneath(ConfigNode node, ConfigPath path, SecretPlace place, uint asked)
    {
        if (node is MappingNode mapping)
        {
            return Visit(mapping, path, place, asked);
        }

        var active = 0u;
        if (node is SequenceNode { Height: > 1 } sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                if (sequence[i] is ScalarNode)
                {
                    continue;
                }

                var beneath = barren?.PathTo(i, path) ?? path.Append(i);
                if (Asked(sequence[i], beneath, asked) is var still && still != 0)
                {
                    active |= VisitBeneath(sequence[i], beneath, place.Enter(i, sequence[i]), still);
                }
            }
        }

        return active;
    }

    private uint Show(in RuleEntry entry, uint rules)
    {
        var active = 0u;
        for (; rules != 0; rules &= rules - 1)
        {
            var rule = BitOperations.TrailingZeroCount(rules);
            var context = _contexts[rule]!;
            var before = context.Activity;
            walk.Rules[rule].Check(entry, context);
            active |= before == context.Activity ? 0 : 1u << rule;
        }

        return active;
    }

    private uint Show(in RuleMapping mapping, uint rules)
    {
        var active = 0u;
        for (; rules != 0; rules &= rules - 1)
        {
            var rule = BitOperations.TrailingZeroCount(rules);
            var context = _contexts[rule]!;
            var before = context.Activity;
            _visitors[rule]!(mapping);
            active |= before == context.Activity ? 0 : 1u << rule;
        }

        return active;
    }
}
