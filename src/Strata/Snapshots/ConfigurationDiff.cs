using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Snapshots;

/// <summary>How a value differs.</summary>
public enum ChangeKind : byte
{
    /// <summary>Only the right side has it.</summary>
    Added,

    /// <summary>Only the left side has it.</summary>
    Removed,

    /// <summary>Both have it, with different values or types.</summary>
    Changed,
}

/// <summary>One value that differs between two configurations.</summary>
public sealed record ConfigurationChange
{
    /// <summary>The path.</summary>
    public required ConfigPath Path { get; init; }

    /// <summary>How it differs.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The value on the left; null where there is none.</summary>
    public ConfigNode? Left { get; init; }

    /// <summary>The value on the right; null where there is none.</summary>
    public ConfigNode? Right { get; init; }

    internal Secrets.Sensitivity.Cursor LeftCursor { get; init; }

    internal Secrets.Sensitivity.Cursor RightCursor { get; init; }
}

/// <summary>
/// Compares two configurations by their values. Mappings are compared key by key, and so are lists that hold mappings or lists,
/// item by item; a list of single values is one value. Parts that both sides share are not looked into.
/// </summary>
internal sealed class ConfigurationDiff
{
    private readonly ImmutableArray<ConfigurationChange>.Builder _changes = ImmutableArray.CreateBuilder<ConfigurationChange>();

    public static ImmutableArray<ConfigurationChange> Between(ResolvedConfiguration left, ResolvedConfiguration right)
    {
        var diff = new ConfigurationDiff();
        diff.Compare(ConfigPath.Root, new Side(left.Root, left.Sensitivity.Root), new Side(right.Root, right.Sensitivity.Root));
        return diff._changes.DrainToImmutable();
    }

    private void Compare(ConfigPath path, Side left, Side right)
    {
        if (ReferenceEquals(left.Node, right.Node))
        {
            return;
        }

        switch (left.Node, right.Node)
        {
            case (MappingNode ours, MappingNode theirs):
                CompareEntries(path, left, right, ours, theirs);
                break;
            case (SequenceNode ours, SequenceNode theirs) when HasParts(ours) && HasParts(theirs):
                CompareItems(path, left, right, ours, theirs);
                break;
            case (MappingNode { Count: > 0 }, _) or (_, MappingNode { Count: > 0 }):
                AddLeaves(path, left, ChangeKind.Removed);
                AddLeaves(path, right, ChangeKind.Added);
                break;
            default:
                if (!ConfigNodeEquality.DeepEquals(left.Node, right.Node))
                {
                    Add(path, ChangeKind.Changed, left, right);
                }

                break;
        }
    }

    private void CompareEntries(ConfigPath path, Side left, Side right, MappingNode ours, MappingNode theirs)
    {
        foreach (var entry in ours.Entries)
        {
            var at = path.Append(entry.Key);
            var mine = left.Enter(entry.Key, entry.Value);
            if (theirs.TryGetValue(entry.Key, out var other))
            {
                Compare(at, mine, right.Enter(entry.Key, other));
            }
            else
            {
                AddLeaves(at, mine, ChangeKind.Removed);
            }
        }

        foreach (var entry in theirs.Entries)
        {
            if (!ours.ContainsKey(entry.Key))
            {
                AddLeaves(path.Append(entry.Key), right.Enter(entry.Key, entry.Value), ChangeKind.Added);
            }
        }
    }

    private void CompareItems(ConfigPath path, Side left, Side right, SequenceNode ours, SequenceNode theirs)
    {
        for (var i = 0; i < Math.Max(ours.Count, theirs.Count); i++)
        {
            var at = path.Append(i);
            if (i >= theirs.Count)
            {
                AddLeaves(at, left.Enter(i, ours[i]), ChangeKind.Removed);
            }
            else if (i >= ours.Count)
            {
                AddLeaves(at, right.Enter(i, theirs[i]), ChangeKind.Added);
            }
            else
            {
                Compare(at, left.Enter(i, ours[i]), right.Enter(i, theirs[i]));
            }
        }
    }

    private void AddLeaves(ConfigPath path, Side side, ChangeKind kind)
    {
        if (side.Node is MappingNode { Count: > 0 } mapping)
        {
            foreach (var entry in mapping.Entries)
            {
                AddLeaves(path.Append(entry.Key), side.Enter(entry.Key, entry.Value), kind);
            }
        }
        else if (side.Node is SequenceNode sequence && HasParts(sequence))
        {
            for (var i = 0; i < sequence.Count; i++)
            {
                AddLeaves(path.Append(i), side.Enter(i, sequence[i]), kind);
            }
        }
        else
        {
            Add(path, kind, kind == ChangeKind.Removed ? side : null, kind == ChangeKind.Added ? side : null);
        }
    }

    private void Add(ConfigPath path, ChangeKind kind, Side? left, Side? right) => _changes.Add(new ConfigurationChange
    {
        Path = path,
        Kind = kind,
        Left = left?.Node,
        Right = right?.Node,
        LeftCursor = left?.Cursor ?? default,
        RightCursor = right?.Cursor ?? default,
    });

    private static bool HasParts(SequenceNode sequence)
    {
        foreach (var item in sequence.Items)
        {
            if (item is not ScalarNode)
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Side(ConfigNode Node, Secrets.Sensitivity.Cursor Cursor)
    {
        public Side Enter(string key, ConfigNode child) => new(child, Cursor.Enter(key, child));

        public Side Enter(int index, ConfigNode child) => new(child, Cursor.Enter(index, child));
    }
}
