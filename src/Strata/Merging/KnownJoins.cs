using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>What the merge of one stack takes from a memo and gives to it: where it stands, and what it has reported on the way.</summary>
internal sealed class KnownJoins
{
    // As many as a bag of diagnostics keeps. Where there are more, what was reported beneath is no longer known whole.
    private const int MostDiagnostics = 10_000;

    private readonly JoinMemo _memo;
    private readonly int[]? _ranks;
    private readonly List<Diagnostic> _reported = [];
    private int _place;
    private int _lists;

    public KnownJoins(JoinMemo memo, ImmutableArray<Layer> stack)
    {
        _memo = memo;
        var withRules = stack.Where(static layer => !layer.Metadata.MergeRules.IsEmpty).ToArray();
        _place = memo.RootOf(withRules);
        if (withRules.Length == 0)
        {
            return;
        }

        // Which of the rules hold for a part depends on how many of the overrides that have any stand no higher than its own.
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

    public void Note(Diagnostic diagnostic)
    {
        if (_reported.Count <= MostDiagnostics)
        {
            _reported.Add(diagnostic);
        }
    }

    /// <summary>Goes down to a key, and gives what is known of the parts that meet there; null for nothing.</summary>
    public Mark Enter(string key, ReadOnlySpan<Part> parts, out JoinMemo.Joined? known)
    {
        var mark = new Mark(_place, JoinMemo.HashOf(parts, _ranks), _reported.Count);
        _place = _memo.ChildOf(_place, key);
        known = _memo.Find(_place, mark.Hash, parts, _ranks);
        return mark;
    }

    /// <summary>Keeps what came of the parts.</summary>
    /// <returns>What counts: what another thread kept before.</returns>
    public JoinMemo.Joined Keep(in Mark mark, ReadOnlySpan<Part> parts, ConfigNode? node, Trail? trail)
    {
        var kept = new (ConfigNode, Trail?)[parts.Length];
        var ranks = _ranks is null ? null : new int[parts.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = (parts[i].Node, parts[i].Trail);
            ranks?[i] = _ranks![parts[i].Layer];
        }

        var joined = new JoinMemo.Joined(kept, ranks, node, trail, [.. _reported.Skip(mark.Reported)]);
        return _reported.Count > MostDiagnostics ? joined : _memo.Keep(_place, mark.Hash, parts, _ranks, joined);
    }

    public void Leave(in Mark mark) => _place = mark.Place;

    /// <summary>Where the merge stood before it went down.</summary>
    internal readonly record struct Mark(int Place, int Hash, int Reported);
}
