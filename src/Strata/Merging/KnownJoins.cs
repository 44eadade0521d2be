using System.Collections.Immutable;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>What the merge of one stack takes from a memo and gives to it: where it stands, and whether it has reported anything on the way.</summary>
internal sealed class KnownJoins
{
    private readonly JoinMemo _memo;
    private readonly int[]? _ranks;
    private int _place;
    private int _lists;
    private int _reported;

    public KnownJoins(JoinMemo memo, ImmutableArray<Layer> stack)
    {
        _memo = memo;
        var withRules = stack.Where(static layer => !layer.Metadata.MergeRules.IsEmpty).ToArray();
        if (withRules.Length == 0)
        {
            return;
        }

        // Which of the rules hold for a part depends on how many of the overrides that have any stand no higher than its own.
        _place = memo.RootOf(withRules);
        _ranks = new int[stack.Length];
        for (int i = 0, rank = 0; i < stack.Length; i++)
        {
            rank += stack[i].Metadata.MergeRules.IsEmpty ? 0 : 1;
            _ranks[i] = rank;
        }
    }

    /// <summary>Whether to join parts again costs more than to look them up; parts within lists have a story of their own and are never kept.</summary>
    public bool IsWorthKeeping(ReadOnlySpan<Part> parts) =>
        _lists == 0 && parts[^1].Node is var top && (parts.Length > 1 ? top is not ScalarNode : top.HasTags);

    public void EnterList() => _lists++;

    public void LeaveList() => _lists--;

    /// <summary>Says that something was reported: that is told of the path, and what came of the parts there cannot be kept.</summary>
    public void Note() => _reported++;

    /// <summary>Goes down to a key, and gives what is known of the parts that meet there; null for nothing.</summary>
    public Mark Enter(string key, ReadOnlySpan<Part> parts, out JoinMemo.Joined? known)
    {
        var from = _place;

        // Without rules it is the same wherever the parts meet.
        _place = _ranks is null ? from : _memo.ChildOf(from, key);
        var mark = new Mark(from, JoinMemo.HashOf(_place, parts, _ranks), _reported);
        known = _memo.Find(mark.Hash, _place, parts, _ranks);
        return mark;
    }

    /// <summary>Keeps what came of the parts.</summary>
    /// <returns>What counts: what another thread kept before.</returns>
    public JoinMemo.Joined Keep(in Mark mark, ReadOnlySpan<Part> parts, ConfigNode? node, Trail? trail)
    {
        int[]? ranks = null;
        if (_ranks is not null)
        {
            ranks = new int[parts.Length];
            for (var i = 0; i < ranks.Length; i++)
            {
                ranks[i] = _ranks[parts[i].Layer];
            }
        }

        var joined = new JoinMemo.Joined(mark.Hash, _place, parts, ranks, node, trail);
        return _reported > mark.Reported ? joined : _memo.Keep(joined, parts, _ranks);
    }

    public void Leave(in Mark mark) => _place = mark.Place;

    /// <summary>Where the merge stood before it went down.</summary>
    internal readonly record struct Mark(int Place, int Hash, int Reported);
}
