using System.Collections.Frozen;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Where a setting stands: whether it is in force there, and beneath what.</summary>
internal static class SettingPlace
{
    /// <summary>Whether no mapping on the way to a value is switched off. What is switched off does no harm however it is set.</summary>
    public static bool IsInForce(this RuleContext context, ConfigPath path)
    {
        ConfigNode node = context.Configuration.Root;
        foreach (var step in path.Steps())
        {
            if (step.ChildOf(node) is not { } child)
            {
                break;
            }

            if (child is MappingNode mapping && IsOff(mapping))
            {
                // In another configuration it may be on.
                context.Note();
                return false;
            }

            node = child;
        }

        return true;
    }

    /// <summary>Whether a mapping says that it is switched off.</summary>
    // By name and not by spelling, for it is asked of each mapping above a value however large it is.
    public static bool IsOff(MappingNode mapping) =>
        (mapping.TryGetValue("enabled", out var value) || mapping.TryGetValue("Enabled", out value) || mapping.TryGetValue("enable", out value))
            ? Setting.Switch(value) == false
            : mapping.TryGetValue("disabled", out value) && Setting.Switch(value) == true;

    /// <summary>Whether one of the keys on a path, its own last one included, is one of some.</summary>
    public static bool Passes(ConfigPath path, FrozenSet<string> keys)
    {
        for (var at = path; at.Parent is { } parent; at = parent)
        {
            if (keys.Contains(KeySpelling.Canonical(at.Key)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last key of a path, in lower case and with <c>_</c> between words; for an item of a list, the list's.</summary>
    public static string NameOf(ConfigPath path)
    {
        while (path is { IsIndex: true, Parent: { } parent })
        {
            path = parent;
        }

        return KeySpelling.Canonical(path.Key);
    }

    /// <summary>Visits every mapping of a tree, in order. As deep as the limit on nesting.</summary>
    public static void EachMapping(ConfigNode node, ConfigPath path, Action<MappingNode, ConfigPath> visit)
    {
        if (node is MappingNode mapping)
        {
            visit(mapping, path);
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (entry.Value is not ScalarNode)
                {
                    EachMapping(entry.Value, path.Append(entry.Key), visit);
                }
            }
        }
        else if (node is SequenceNode sequence)
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                if (sequence[i] is not ScalarNode)
                {
                    EachMapping(sequence[i], path.Append(i), visit);
                }
            }
        }
    }
}
