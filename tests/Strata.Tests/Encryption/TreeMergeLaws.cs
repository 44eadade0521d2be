using System.Collections.Immutable;
using CsCheck;
using Strata.Encryption.ThreeWay;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Encryption;

/// <summary>Laws of the merge of trees, and a naive model of it: each leaf by itself, by its path.</summary>
public class TreeMergeLaws
{
    private static readonly Gen<ConfigNode> Leaf = Gen.OneOf(
        Gen.OneOf("1", "2", "x", "null", "true").Select(Trees.Scalar),
        Gen.OneOf("1", "2").Array[1, 3].Select(static items => (ConfigNode)new SequenceNode(ScalarNode.Synthetic, default, [.. items.Select(Trees.Scalar)])));

    // Mappings have other keys than leaves, so that neither takes the other's place.
    private static readonly Gen<MappingNode> Tree = Mapping(3);

    private static readonly Gen<(MappingNode Original, MappingNode Ours, MappingNode Theirs)> Sides = Gen.Select(Tree, Tree, Tree, Gen.Int[0, 2]).Select(static sides =>
        (sides.Item1, Near(sides.Item1, sides.Item2, sides.Item4), Near(sides.Item1, sides.Item3, (sides.Item4 + 1) % 3)));

    [Fact]
    public void Merge_OfAnyTrees_IsWhatTheNaiveModelSays() => Sides.Sample(static sides =>
    {
        var (merged, conflicts) = Merge(sides.Original, sides.Ours, sides.Theirs);
        var (before, ours, theirs) = (Leaves(sides.Original), Leaves(sides.Ours), Leaves(sides.Theirs));
        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        var expectedConflicts = new List<string>();
        foreach (var path in before.Keys.Union(ours.Keys).Union(theirs.Keys))
        {
            var (b, o, t) = (before.GetValueOrDefault(path), ours.GetValueOrDefault(path), theirs.GetValueOrDefault(path));
            if (o != t && b != t && b != o)
            {
                expectedConflicts.Add(path);
            }

            if ((o == t || b == t || b != o ? o : t) is { } value)
            {
                expected.Add(path, value);
            }
        }

        Assert.Equal(expectedConflicts.Count == 0, conflicts.Length == 0);
        Assert.All(expectedConflicts, path => Assert.Contains(conflicts, conflict => path == conflict || path.StartsWith(conflict + ".", StringComparison.Ordinal)));
        if (conflicts.Length == 0)
        {
            Assert.Equal(expected.OrderBy(static leaf => leaf.Key, StringComparer.Ordinal), Leaves(merged).OrderBy(static leaf => leaf.Key, StringComparer.Ordinal));
        }
    });

    [Fact]
    public void Merge_OfOneSide_TakesIt() => Gen.Select(Tree, Tree).Sample(static (original, changed) =>
    {
        AssertMerged(changed, Merge(original, changed, original));
        AssertMerged(changed, Merge(original, original, changed));
        AssertMerged(changed, Merge(original, changed, changed));
    });

    [Fact]
    public void Merge_WithTheSidesExchanged_IsTheSameWhereThereIsNoConflict() => Sides.Sample(static sides =>
    {
        var (merged, conflicts) = Merge(sides.Original, sides.Ours, sides.Theirs);
        var (exchanged, others) = Merge(sides.Original, sides.Theirs, sides.Ours);

        Assert.Equal(conflicts.Order(StringComparer.Ordinal), others.Order(StringComparer.Ordinal));
        Assert.True(conflicts.Length > 0 || TreeComparison.AreEqual(merged, exchanged));
    });

    [Fact]
    public void Merge_WhereOnlyTagsDiffer_SeesThem()
    {
        var plain = Trees.Map(("a", Trees.Scalar("1")));
        var tagged = Trees.Map(("a", new ScalarNode(ScalarNode.Synthetic, default, "1", ScalarType.Integer, ScalarStyle.Plain, MergeTag.Replace)));

        AssertMerged(tagged, Merge(plain, plain, tagged));
        Assert.False(TreeComparison.AreEqual(plain, tagged));
    }

    private static void AssertMerged(MappingNode expected, (MappingNode Merged, ImmutableArray<string> Conflicts) merge)
    {
        Assert.Empty(merge.Conflicts);
        Assert.Equal(Leaves(expected).OrderBy(static leaf => leaf.Key, StringComparer.Ordinal), Leaves(merge.Merged).OrderBy(static leaf => leaf.Key, StringComparer.Ordinal));
    }

    private static (MappingNode Merged, ImmutableArray<string> Conflicts) Merge(MappingNode original, MappingNode ours, MappingNode theirs)
    {
        var merge = new TreeMerge(static (_, left, right) => TreeComparison.AreEqual(left, right));
        var merged = merge.Merge(original, ours, theirs);
        return (merged, [.. merge.Conflicts.Select(static path => path.ToString())]);
    }

    private static Gen<MappingNode> Mapping(int depth)
    {
        var leaf = Gen.Select(Gen.OneOf("a", "b", "c"), Leaf);
        var entry = depth == 0 ? leaf : Gen.Frequency((2, leaf), (1, Gen.Select(Gen.OneOf("m", "n"), Mapping(depth - 1).Select(static inner => (ConfigNode)inner))));
        return entry.Array[1, 4].Select(static entries => Trees.Map([.. entries.DistinctBy(static one => one.Item1)]));
    }

    // The original with some keys of another tree: sides that have nothing in common are in conflict nearly always.
    private static MappingNode Near(MappingNode original, MappingNode other, int which) => Trees.Map(
    [
        .. original.Entries.ToArray().Select((entry, i) => (entry, i)).Where(part => other.Count % 2 == 0 || part.i % 3 != which).Select(part =>
            (part.entry.Key, other.TryGetValue(part.entry.Key, out var value) && part.i % 3 == which ? value : part.entry.Value)),
        .. other.Entries.ToArray().Where(entry => !original.ContainsKey(entry.Key)).Take(which).Select(static entry => (entry.Key, entry.Value)),
    ]);

    private static Dictionary<string, string> Leaves(ConfigNode node)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(node, "");
        return leaves;

        void Add(ConfigNode at, string path)
        {
            if (at is MappingNode mapping)
            {
                foreach (var entry in mapping.Entries)
                {
                    Add(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}");
                }
            }
            else
            {
                leaves.Add(path, at is SequenceNode list ? $"[{string.Join(',', list.Select(static item => ((ScalarNode)item).Text))}]" : ((ScalarNode)at).Text);
            }
        }
    }
}
