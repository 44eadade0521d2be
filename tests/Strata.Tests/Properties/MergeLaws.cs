using CsCheck;
using Strata.Diagnostics;
using Strata.Merging;
using Strata.Tests.Values;
using Strata.Values;

namespace Strata.Tests.Properties;

public class MergeLaws
{
    [Fact]
    public void Merge_AnyStack_AgreesWithTheNaiveModel()
    {
        var compared = 0;
        ModelTree.Stacks.Sample(
            stack =>
            {
                var model = new MergeModel();
                var expected = model.Merge(stack);
                var (root, diagnostics) = Merge(stack);

                Assert.True(model.Failed || diagnostics.All(static d => d.Severity != DiagnosticSeverity.Error));
                Assert.All(
                    diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Warning),
                    warning => Assert.Contains((warning.Code, warning.Position.Line), model.Warnings));
                if (!model.Failed)
                {
                    Assert.Equal(Show(expected), Show(root));
                    Interlocked.Increment(ref compared);
                }
            },
            iter: 10_000);
        Assert.True(compared > 5_000);
    }

    [Fact]
    public void Merge_EmptyMappingAnywhere_ChangesNothing() => Gen.Select(ModelTree.Stacks, Gen.Int[0, 5]).Sample(
        static (stack, place) =>
        {
            var nothing = new ModelMap([], MergeTag.None, 0);
            var with = stack.ToList();
            with.Insert(place % (stack.Length + 1), nothing);

            Assert.Equal(Flow.Of(Merge(stack).Root), Flow.Of(Merge([.. with]).Root));
        },
        iter: 3_000);

    [Fact]
    public void Merge_OneOverrideAlone_IsSharedWhole() => ModelTree.Stacks.Sample(
        static stack =>
        {
            foreach (var layer in ModelTree.ToLayers(stack))
            {
                var root = Merger.Merge([layer], int.MaxValue, new DiagnosticBag());
                foreach (var (key, value) in root)
                {
                    Assert.True(HasUnset(layer.Body[key]) || ReferenceEquals(layer.Body[key], value));
                }

                if (!HasUnset(layer.Body))
                {
                    Assert.Same(layer.Body, root);
                }
            }
        },
        iter: 1_000);

    [Fact]
    public void Merge_Leaves_AreTheVeryNodesOfTheirFiles() => ModelTree.Stacks.Sample(
        static stack =>
        {
            var layers = ModelTree.ToLayers(stack);
            var written = new HashSet<ConfigNode>(ReferenceEqualityComparer.Instance);
            foreach (var layer in layers)
            {
                written.UnionWith(Scalars(layer.Body));
            }

            Assert.All(Scalars(Merger.Merge([.. layers], int.MaxValue, new DiagnosticBag())), leaf => Assert.Contains(leaf, written));
        },
        iter: 2_000);

    [Fact]
    public void Merge_AnyStack_LeavesTheFilesAsTheyWere() => ModelTree.Stacks.Sample(
        static stack =>
        {
            var layers = ModelTree.ToLayers(stack);
            var before = layers.Select(static layer => Show(layer.Body)).ToArray();
            var first = Merger.Merge([.. layers], int.MaxValue, new DiagnosticBag());
            var shown = Show(first);

            Merger.Merge([.. layers.Reverse()], int.MaxValue, new DiagnosticBag());
            var again = Merger.Merge([.. layers], int.MaxValue, new DiagnosticBag());

            Assert.Equal(before, layers.Select(static layer => Show(layer.Body)));
            Assert.Equal(shown, Show(first));
            Assert.Equal(shown, Show(again));
        },
        iter: 1_000);

    [Fact]
    public void Merge_TrailOfEachValue_EndsAtItsOwnNode() => ModelTree.Stacks.Sample(
        static stack => AssertTrails(Merge(stack).Root),
        iter: 3_000);

    [Fact]
    public void Merge_SizeAndHeight_AreThoseOfTheResult() => ModelTree.Stacks.Sample(
        static stack =>
        {
            var root = Merge(stack).Root;
            Assert.Equal((Count(root), Depth(root)), (root.Size, root.Height));
        },
        iter: 1_000);

    private static (MappingNode Root, IReadOnlyList<Diagnostic> Diagnostics) Merge(params ModelMap[] stack)
    {
        var bag = new DiagnosticBag();
        return (Merger.Merge([.. ModelTree.ToLayers(stack)], int.MaxValue, bag), bag.ToSorted());
    }

    // Keys in order, each value with the number of the override's node that it comes from; merged mappings and lists count as their uppermost part's.
    private static string Show(ConfigNode node) => node switch
    {
        MappingNode mapping => $"{{{string.Join(", ", mapping.Select(static entry => $"{entry.Key}: {Show(entry.Value)}"))}}}@{mapping.Position.Line}",
        SequenceNode list => $"[{string.Join(", ", list.Select(Show))}]@{list.Position.Line}",
        _ => $"{((ScalarNode)node).Text}@{node.Position.Line}",
    };

    private static string Show(ModelTree tree) => tree switch
    {
        ModelMap map => $"{{{string.Join(", ", map.Entries.Select(static entry => $"{entry.Key}: {Show(entry.Value)}"))}}}@{map.Id}",
        ModelList list => $"[{string.Join(", ", list.Items.Select(Show))}]@{list.Id}",
        _ => $"{((ModelLeaf)tree).Text}@{tree.Id}",
    };

    private static void AssertTrails(ConfigNode node)
    {
        switch (node)
        {
            case MappingNode mapping:
                for (var i = 0; i < mapping.Count; i++)
                {
                    AssertTrail(mapping.TrailAt(i), mapping.Entries[i].Value);
                    AssertTrails(mapping.Entries[i].Value);
                }

                break;
            case SequenceNode list:
                for (var i = 0; i < list.Count; i++)
                {
                    AssertTrail(list.TrailAt(i), list[i]);
                    AssertTrails(list[i]);
                }

                break;
        }
    }

    private static void AssertTrail(Trail? trail, ConfigNode value)
    {
        if (trail is null)
        {
            return;
        }

        Assert.Equal((value.File, value.Position), (trail.Node.File, trail.Node.Position));
        Assert.NotEqual(MergeEffect.Unset, trail.Effect);
        var order = new List<int>();
        for (var part = trail; part is not null; part = part.Below)
        {
            order.Add(int.Parse(part.Node.Override, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(part.Below is null || part.Below.Effect == MergeEffect.Unset, part.Effect == MergeEffect.Set || (part.Effect == MergeEffect.Unset && part.Below is null or { Effect: MergeEffect.Unset }));
        }

        Assert.True(order.Zip(order.Skip(1)).All(static pair => pair.First >= pair.Second));
    }

    private static IEnumerable<ConfigNode> Scalars(ConfigNode node) => node switch
    {
        MappingNode mapping => mapping.Values.SelectMany(Scalars),
        SequenceNode list => list.SelectMany(Scalars),
        _ => [node],
    };

    private static bool HasUnset(ConfigNode node) => node.Tag == MergeTag.Unset || node switch
    {
        MappingNode mapping => mapping.Values.Any(HasUnset),
        SequenceNode list => list.Any(HasUnset),
        _ => false,
    };

    private static int Count(ConfigNode node) => 1 + (node switch
    {
        MappingNode mapping => mapping.Values.Sum(Count),
        SequenceNode list => list.Sum(Count),
        _ => 0,
    });

    private static int Depth(ConfigNode node) => node switch
    {
        MappingNode mapping => 1 + mapping.Values.Select(Depth).DefaultIfEmpty().Max(),
        SequenceNode list => 1 + list.Select(Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
