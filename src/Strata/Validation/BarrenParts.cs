using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Strata.Values;

namespace Strata.Validation;

/// <summary>
/// Which parts of trees have nothing in them for which rules, so that of configurations with much in common only what differs is
/// walked through. A rule finds nothing in a part for what stands in it and for the path to it alone; one that looked elsewhere
/// says so (<see cref="RuleContext.Note"/>). For configurations with the same declared secrets. Safe for use from several threads.
/// </summary>
internal sealed class BarrenParts
{
    /// <summary>How many rules can be told apart.</summary>
    public const int MostRules = 32;

    private readonly ConcurrentDictionary<Step, ConfigPath> _paths = new();
    private KeyInterests? _interests;

    /// <summary>What the rules want of entries by their keys. For one set of rules.</summary>
    public KeyInterests InterestsOf(EntryWalk walk) => LazyInitializer.EnsureInitialized(ref _interests, () => new KeyInterests(walk.InterestIn));

    /// <summary>The rules that find nothing in a part, as bits.</summary>
    public ulong Of(ConfigNode part, ConfigPath path) => part is MappingNode mapping && Find(mapping, path) is { } mark ? Volatile.Read(ref mark.Rules) : 0;

    /// <summary>The path to an entry of a mapping. The same object for the same path, so that to compare two is to look at one.</summary>
    public ConfigPath PathTo(in MappingEntry entry, ConfigPath parent) =>
        entry.Value is MappingNode { Made: Mark mark } && mark.Owner == this && ReferenceEquals(mark.Path.Parent, parent) && mark.Path.Key == entry.Key
            ? mark.Path
            : _paths.GetOrAdd(new Step(parent, entry.Key, -1), static step => step.Parent.Append(step.Key));

    /// <summary>The path to an item of a list.</summary>
    public ConfigPath PathTo(int index, ConfigPath parent) => _paths.GetOrAdd(new Step(parent, "", index), static step => step.Parent.Append(step.Index));

    public void Add(MappingNode mapping, ConfigPath path, ulong rules)
    {
        // What holds templates is another stage's to remember; rules see only what has none.
        if (rules == 0 || mapping.HasTemplates)
        {
            return;
        }

        if (Find(mapping, path) is not { } mark)
        {
            mapping.Made = mark = new Mark(this, path);
        }

        Interlocked.Or(ref mark.Rules, rules);
    }

    private Mark? Find(MappingNode mapping, ConfigPath path) => mapping.Made is Mark mark && mark.Owner == this && ReferenceEquals(mark.Path, path) ? mark : null;

    /// <summary>A step down from a path that is known by its object.</summary>
    private readonly struct Step(ConfigPath parent, string key, int index) : IEquatable<Step>
    {
        public ConfigPath Parent { get; } = parent;

        public string Key { get; } = key;

        public int Index { get; } = index;

        public bool Equals(Step other) => ReferenceEquals(Parent, other.Parent) && Index == other.Index && Key == other.Key;

        public override bool Equals(object? obj) => obj is Step other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Parent), Key.GetHashCode(StringComparison.Ordinal), Index);
    }

    private sealed class Mark(BarrenParts owner, ConfigPath path)
    {
        public BarrenParts Owner { get; } = owner;

        public ConfigPath Path { get; } = path;

        public ulong Rules;
    }
}
