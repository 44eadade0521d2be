using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A least number above the greatest: an error in a pool, which cannot be opened so, and doubtful elsewhere.</summary>
internal sealed class PoolBounds : IMappingRule
{
    // Names that some pool gives its greatest number, where the least is called otherwise than the greatest.
    private static readonly string[] PoolMaxima =
        ["max_size", "max", "maximum", "maximum_size", "max_pool_size", "maximum_pool_size", "max_connections", "max_active", "max_total"];

    private static readonly string[] PoolMinima =
        ["min_size", "min", "minimum", "minimum_size", "min_pool_size", "minimum_pool_size", "min_connections", "min_active", "min_idle", "minimum_idle"];

    // Looking through so many keys costs less than making a table of them.
    private const int Few = 16;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.PoolBounds, "least above greatest", DiagnosticSeverity.Error);

    public bool Wants(string key) => IndexOfLeast(KeySpelling.Canonical(key).Split('_')) >= 0;

    public MappingVisitor Begin(RuleContext context) => (in RuleMapping mapping) => Check(mapping.Node, mapping.Path, context);

    private static void Check(MappingNode mapping, ConfigPath path, RuleContext context)
    {
        Dictionary<string, MappingEntry>? byKey = null;
        foreach (ref readonly var entry in mapping.Entries)
        {
            // Only whole numbers: 1.9 and 1.10 may be versions.
            if (!entry.Key.Contains("min", StringComparison.OrdinalIgnoreCase) || Setting.Whole(entry.Value) is not { } least)
            {
                continue;
            }

            // Nearly always it stands alone, and what the other would be called need not be thought of.
            if (!HasGreatest(mapping))
            {
                return;
            }

            var key = KeySpelling.Canonical(entry.Key);
            var isPool = IsPool(key, path);
            foreach (var name in Maxima(key, isPool))
            {
                // A greatest number of 0 or -1 stands for none.
                if (TryFind(mapping, name, ref byKey, out var max) && Setting.Whole(max.Value) is { } greatest and > 0)
                {
                    if (least > greatest)
                    {
                        Report(entry, max, path, isPool, context);
                    }

                    break;
                }
            }
        }
    }

    private static bool HasGreatest(MappingNode mapping)
    {
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (entry.Key.Contains("max", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static void Report(in MappingEntry min, in MappingEntry max, ConfigPath path, bool isPool, RuleContext context)
    {
        var minPath = path.Append(min.Key);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{min.Key} {context.Shown(minPath, (ScalarNode)min.Value)} is above {max.Key} {context.Shown(path.Append(max.Key), (ScalarNode)max.Value)}");
        const string Hint = "lower the one or raise the other; they may come from different overrides";
        var related = RelatedPosition.To(max.Value, $"{max.Key} is set here");
        if (isPool)
        {
            context.Report(min.Value, minPath, message, Hint, related);
        }
        else
        {
            context.Report(DiagnosticSeverity.Warning, min.Value, minPath, message, Hint, related);
        }
    }

    private static bool IsPool(string key, ConfigPath path) =>
        key.Contains("pool", StringComparison.Ordinal) || key.Contains("connections", StringComparison.Ordinal) || SettingPlace.NameOf(path).Contains("pool", StringComparison.Ordinal);

    /// <summary>The keys that may hold the greatest number for the key of a least one: <c>max_size</c> for <c>min_size</c>.</summary>
    private static IEnumerable<string> Maxima(string key, bool isPool)
    {
        var words = key.Split('_');
        var at = IndexOfLeast(words);
        if (at < 0)
        {
            return [];
        }

        string[] own = [With("max"), With("maximum")];
        return isPool && PoolMinima.Contains(key) ? own.Concat(PoolMaxima) : own;

        string With(string word) => string.Join('_', words.Select((old, index) => index == at ? word : old));
    }

    private static int IndexOfLeast(string[] words) => Array.FindLastIndex(words, static word => word is "min" or "minimum");

    private static bool TryFind(MappingNode mapping, string name, ref Dictionary<string, MappingEntry>? byKey, out MappingEntry found) =>
        mapping.Count <= Few ? mapping.TryFind([name], out found) : (byKey ??= ByCanonicalKey(mapping)).TryGetValue(name, out found);

    private static Dictionary<string, MappingEntry> ByCanonicalKey(MappingNode mapping)
    {
        var byKey = new Dictionary<string, MappingEntry>(mapping.Count, StringComparer.Ordinal);
        foreach (ref readonly var entry in mapping.Entries)
        {
            byKey.TryAdd(KeySpelling.Canonical(entry.Key), entry);
        }

        return byKey;
    }
}
