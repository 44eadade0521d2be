using System.Globalization;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>
/// The <c>sops</c> block in a file of flat keys: <c>sops_age__list_0__map_enc</c> is <c>sops.age[0].enc</c>. Pure.
/// </summary>
internal static class SopsFlatKeys
{
    /// <summary>What every key of the block begins with.</summary>
    public const string Prefix = "sops_";

    private const string Map = "__map_";
    private const string List = "__list_";

    // The block is no deeper than key_groups[0].kms[0].context.key.
    private const int MaxDepth = 8;

    /// <summary>The block that the flat keys of a file say; null where it has none.</summary>
    /// <exception cref="SopsException">The keys contradict each other, or a list has gaps.</exception>
    public static MappingNode? Nest(MappingNode flat)
    {
        var root = new Branch(flat);
        foreach (var entry in flat.Entries)
        {
            if (entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                root.Place(entry.Key[Prefix.Length..], entry);
            }
        }

        return root.IsEmpty ? null : (MappingNode)root.Build();
    }

    /// <summary>The flat keys that say a block, in order.</summary>
    public static MappingEntry[] Flatten(MappingNode block)
    {
        var entries = new List<MappingEntry>();
        foreach (var entry in block.Entries)
        {
            Flatten(entry.Value, Prefix + entry.Key, entries);
        }

        return [.. entries];
    }

    private static void Flatten(ConfigNode node, string key, List<MappingEntry> entries)
    {
        switch (node)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    Flatten(entry.Value, key + Map + entry.Key, entries);
                }

                break;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    Flatten(sequence[i], string.Create(CultureInfo.InvariantCulture, $"{key}{List}{i}"), entries);
                }

                break;
            case ScalarNode scalar:
                entries.Add(new MappingEntry(key, ScalarNode.Of(scalar.ToInvariantText()), SourcePosition.None));
                break;
        }
    }

    private static SopsException Wrong(MappingEntry entry) => new(
        SopsFailure.Block,
        $"{entry.Key} does not fit the other keys of SOPS's metadata",
        entry.Value,
        ConfigPath.Root.Append(entry.Key),
        "restore it: nobody but SOPS writes these keys");

    private sealed class Branch(ConfigNode at)
    {
        private readonly Dictionary<string, Branch> _keys = new(StringComparer.Ordinal);
        private readonly SortedDictionary<int, Branch> _items = [];
        private MappingEntry _first;
        private ConfigNode? _value;

        public bool IsEmpty => _value is null && _keys.Count == 0 && _items.Count == 0;

        public void Place(string key, MappingEntry entry)
        {
            var branch = this;
            var rest = Map + key;
            for (var depth = 0; rest.Length > 0; depth++)
            {
                var isList = rest.StartsWith(List, StringComparison.Ordinal);
                var start = isList ? List.Length : Map.Length;
                var next = Math.Min(IndexOf(rest, Map, start), IndexOf(rest, List, start));
                branch = branch.Child(rest[start..next], isList, entry);
                rest = depth < MaxDepth ? rest[next..] : throw Wrong(entry);
            }

            branch._value = branch.IsEmpty ? entry.Value : throw Wrong(entry);
        }

        public ConfigNode Build()
        {
            if (_value is not null)
            {
                return _value;
            }

            if (_items.Count == 0)
            {
                return new MappingNode(at.Document, at.Position, [.. _keys.Select(static pair => new MappingEntry(pair.Key, pair.Value.Build(), pair.Value._first.KeyPosition))]);
            }

            return _items.Last().Key == _items.Count - 1
                ? new SequenceNode(at.Document, at.Position, [.. _items.Values.Select(static item => item.Build())])
                : throw Wrong(_first);
        }

        private Branch Child(string name, bool isList, MappingEntry entry)
        {
            var index = isList ? ConfigPath.ParseIndex(name) : 0;
            if (_value is not null || index < 0 || (isList ? _keys.Count : _items.Count) > 0)
            {
                throw Wrong(entry);
            }

            Branch? child;
            if (!(isList ? _items.TryGetValue(index, out child) : _keys.TryGetValue(name, out child)))
            {
                child = new Branch(entry.Value) { _first = entry };
                if (isList)
                {
                    _items.Add(index, child);
                }
                else
                {
                    _keys.Add(name, child);
                }
            }

            return child!;
        }

        private static int IndexOf(string text, string mark, int start)
        {
            var at = text.IndexOf(mark, start, StringComparison.Ordinal);
            return at < 0 ? text.Length : at;
        }
    }
}
