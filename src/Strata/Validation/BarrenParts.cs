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

    private KeyInterests? _interests;

    /// <summary>What the rules want of entries by their keys. For one set of rules.</summary>
    public KeyInterests InterestsOf(EntryWalk walk) => LazyInitializer.EnsureInitialized(ref _interests, () => new KeyInterests(walk.InterestIn));

    /// <summary>The rules that find nothing in a part, as bits.</summary>
    public ulong Of(MappingNode mapping, ConfigPath path) => Find(mapping, path) is { } mark ? Volatile.Read(ref mark.Rules) : 0;

    /// <summary>The path to an entry of a mapping, made once for each of the mappings that stand there in some configuration.</summary>
    public ConfigPath PathTo(in MappingEntry entry, ConfigPath parent)
    {
        if (entry.Value is not MappingNode { HasTemplates: false } mapping)
        {
            return parent.Append(entry.Key);
        }

        if (mapping.Made is Mark mark && mark.Owner == this && mark.Path.Key == entry.Key && parent.Equals(mark.Path.Parent))
        {
            return mark.Path;
        }

        var path = parent.Append(entry.Key);
        mapping.Made = new Mark(this, path);
        return path;
    }

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

    private Mark? Find(MappingNode mapping, ConfigPath path) => mapping.Made is Mark mark && mark.Owner == this && mark.Path.Equals(path) ? mark : null;

    private sealed class Mark(BarrenParts owner, ConfigPath path)
    {
        public BarrenParts Owner { get; } = owner;

        public ConfigPath Path { get; } = path;

        public ulong Rules;
    }
}
