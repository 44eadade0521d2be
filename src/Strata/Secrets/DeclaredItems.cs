using System.Collections.Immutable;
using System.Globalization;
using Strata.Values;

namespace Strata.Secrets;

/// <summary>
/// Marks the list items that an override declares secret by their index in its own lists. Where lists are joined an item moves
/// to another index, at which the declared path no longer finds it; the mark goes with it.
/// </summary>
internal static class DeclaredItems
{
    /// <summary>The configuration with those items marked; the same one where no pattern has an index.</summary>
    /// <param name="body">The configuration of one override.</param>
    /// <param name="patterns">The paths that this override declares secret.</param>
    public static MappingNode Mark(MappingNode body, ImmutableArray<PathPattern> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.MayNameIndex)
            {
                body = (MappingNode)Mark(body, pattern, pattern.Start);
            }
        }

        return body;
    }

    // As deep as the file nests, which has a limit.
    private static ConfigNode Mark(ConfigNode node, PathPattern pattern, ulong states) => node switch
    {
        MappingNode mapping => mapping.Rewrite((pattern, states), static (key, value, at) => Step(value, at.pattern, at.states, key)),
        SequenceNode sequence => sequence.Rewrite((pattern, states), static (index, item, at) => Step(item, at.pattern, at.states, index.ToString(CultureInfo.InvariantCulture))),
        _ => node,
    };

    private static ConfigNode Step(ConfigNode child, PathPattern pattern, ulong states, string key)
    {
        var reached = pattern.Advance(states, key);
        return reached == 0 ? child : pattern.Accepts(reached) ? child.AsSensitive() : Mark(child, pattern, reached);
    }
}
