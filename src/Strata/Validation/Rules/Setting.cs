using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Values as people write settings: a switch is <c>true</c>, <c>"true"</c>, <c>on</c> or <c>1</c>, and keys have several spellings.</summary>
internal static class Setting
{
    /// <summary>Whether a switch is on; null for what is no switch.</summary>
    public static bool? Switch(ConfigNode? node) => node is not ScalarNode scalar ? null
        : scalar.TryGetBoolean(out var value) ? value
        : scalar.Text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" or "enabled" => true,
            "false" or "no" or "off" or "0" or "disabled" => false,
            _ => null,
        };

    /// <summary>A setting that is a switch itself, or a mapping with one: <c>debug: true</c>, <c>debug: { enabled: true }</c>.</summary>
    /// <param name="entry">The setting.</param>
    /// <param name="at">The switch.</param>
    /// <param name="path">The way to the switch.</param>
    public static bool? Switch(in RuleEntry entry, out ConfigNode at, out ConfigPath path)
    {
        at = entry.Value;
        path = entry.Path;
        if (entry.Value is MappingNode mapping && mapping.TryFind(["enabled", "enable"], out var found))
        {
            at = found.Value;
            path = path.Append(found.Key);
        }

        return Switch(at);
    }

    /// <summary>The text of a scalar that is not null.</summary>
    public static string? Text(ConfigNode? node) => node is ScalarNode { IsNull: false } scalar ? scalar.Text : null;

    /// <summary>A whole number, quoted or not; null for anything else.</summary>
    public static long? Whole(ConfigNode? node) => node is not ScalarNode scalar ? null
        : scalar.TryGetInt64(out var value) ? value
        : scalar.Type == ScalarType.String && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) ? value
        : null;

    /// <summary>A number, quoted or not; null for anything else.</summary>
    public static double? Number(ConfigNode? node) => node is not ScalarNode scalar ? null
        : scalar.TryGetDouble(out var value) ? value
        : scalar.Type == ScalarType.String && double.TryParse(scalar.Text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) ? value
        : null;

    /// <summary>The first entry with one of some keys, which are given in lower case and with <c>_</c> between words.</summary>
    public static bool TryFind(this MappingNode mapping, ReadOnlySpan<string> keys, out MappingEntry found)
    {
        foreach (ref readonly var entry in mapping.Entries)
        {
            var name = KeySpelling.Canonical(entry.Key);
            foreach (var key in keys)
            {
                if (key == name)
                {
                    found = entry;
                    return true;
                }
            }
        }

        found = default;
        return false;
    }

    /// <summary>The value of the first entry with one of some keys; null for none.</summary>
    public static ConfigNode? Find(this MappingNode mapping, params ReadOnlySpan<string> keys) => mapping.TryFind(keys, out var entry) ? entry.Value : null;

    /// <summary>The mapping that some keys lead to, one beneath the other; null where there is none.</summary>
    public static MappingNode? FindMapping(this MappingNode mapping, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (mapping.Find(key) is not MappingNode next)
            {
                return null;
            }

            mapping = next;
        }

        return mapping;
    }

    /// <summary>Whether a value was taken from another place of the configuration: it is meant to be equal to that one.</summary>
    public static bool IsReference(ConfigNode node) =>
        node is InterpolatedNode scalar && Array.Exists(scalar.Substitutions, static part => part.Source == VariableSource.Config);

    /// <summary>A scalar as a message may show it: in quotes where it is text, masked where it is secret.</summary>
    public static string Shown(this RuleContext context, ConfigPath path, ScalarNode scalar)
    {
        var text = context.Configuration.CursorAt(path).TextOf(scalar);
        return scalar.Type == ScalarType.String ? Quotation.Of(text) : text;
    }
}
