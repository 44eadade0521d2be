using CsCheck;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Tests.Snapshots;
using Strata.Values;

namespace Strata.Tests.Properties;

public class SnapshotLaws
{
    [Fact]
    public void Explain_EachLeaf_HasTheOriginThatTheNaiveModelGivesIt()
    {
        var compared = 0;
        ModelTree.Stacks.Sample(
            stack =>
            {
                var model = new MergeModel();
                var expected = model.Merge(stack);
                if (model.Failed)
                {
                    return;
                }

                var configuration = Resolve(stack);
                foreach (var (path, leaf) in Leaves(ConfigPath.Root, expected))
                {
                    var explanation = configuration.Explain(path)!;
                    Assert.Equal(leaf.Id, explanation.Origin!.Position.Line);
                    Assert.Equal(leaf.Text, ((ScalarNode)explanation.Value!).Text);
                    Assert.Equal(explanation.Origin, explanation.Trail[^1]);
                    Assert.Equal(MergeEffect.Set, explanation.Trail[0].Effect);
                    Interlocked.Increment(ref compared);
                }
            },
            iter: 3_000);
        Assert.True(compared > 3_000);
    }

    [Fact]
    public void Explain_PathThroughMappings_TellsWhatTheNaiveStoryTells() => ModelTree.Stacks.Sample(
        static stack =>
        {
            var configuration = Resolve(stack);
            foreach (var path in stack.SelectMany(static map => Paths(ConfigPath.Root, map)).Distinct())
            {
                Assert.Equal(Story(stack, path), Trail(configuration, path));
            }
        },
        iter: 3_000);

    [Fact]
    public void Explain_PrefixOfTheStack_GivesAPrefixOfTheTrail() => Gen.Select(ModelTree.Stacks, Gen.Int[1, 5]).Sample(
        static (stack, length) =>
        {
            var whole = Resolve(stack);
            var part = Resolve(stack[..Math.Min(length, stack.Length)]);
            foreach (var path in stack.SelectMany(static map => Paths(ConfigPath.Root, map)).Distinct())
            {
                var trail = Trail(part, path);
                Assert.Equal(trail, Trail(whole, path).Take(trail.Length));
            }
        },
        iter: 2_000);

    [Fact]
    public void Leaves_AnyStack_EachHasAnOrigin() => ModelTree.Stacks.Sample(
        static stack =>
        {
            var configuration = Resolve(stack);
            foreach (var leaf in configuration.Leaves())
            {
                Assert.True(leaf.Position.Line > 0);
                Assert.True(configuration.TryGet(leaf.Path, out var found));
                Assert.Same(leaf.Value, found);
                Assert.Equal(leaf.Position, configuration.Explain(leaf.Path)!.Origin!.Position);
            }
        },
        iter: 1_000);

    [Fact]
    public void DiffTo_Itself_IsEmpty() => ModelTree.Stacks.Sample(
        static stack => Assert.Empty(Resolve(stack).DiffTo(Resolve(stack))),
        iter: 1_000);

    [Fact]
    public void DiffTo_TheOtherWayRound_SaysTheOpposite() => Gen.Select(ModelTree.Stacks, ModelTree.Stacks).Sample(
        static (left, right) =>
        {
            var (a, b) = (Resolve(left), Resolve(right));
            var forth = a.DiffTo(b).Select(static change => (change.Path.ToString(), change.Kind, change.Left, change.Right));
            var back = b.DiffTo(a).Select(static change => (change.Path.ToString(), Opposite(change.Kind), change.Right, change.Left));

            Assert.Equal(forth.ToHashSet(), back.ToHashSet());
        },
        iter: 2_000);

    [Fact]
    public void DiffTo_Other_IsEmptyOnlyWhereBothAreEqual() => Gen.Select(ModelTree.Stacks, ModelTree.Stacks).Sample(
        static (left, right) =>
        {
            var (a, b) = (Resolve(left), Resolve(right));
            Assert.Equal(ConfigNodeEquality.DeepEquals(a.Root, b.Root), a.DiffTo(b).IsEmpty);
        },
        iter: 2_000);

    private static ChangeKind Opposite(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => ChangeKind.Removed,
        ChangeKind.Removed => ChangeKind.Added,
        _ => kind,
    };

    private static ResolvedConfiguration Resolve(ModelMap[] stack) =>
        Resolved.From(new SelectionResult([.. ModelTree.ToLayers(stack)], []));

    private static (string, int, MergeEffect)[] Trail(ResolvedConfiguration configuration, ConfigPath path) =>
        [.. (configuration.Explain(path)?.Trail ?? []).Select(static part => (part.Override, part.Position.Line, part.Effect))];

    /// <summary>Override by override: what each says at the path, and whether something was there before.</summary>
    private static (string, int, MergeEffect)[] Story(ModelMap[] stack, ConfigPath path)
    {
        var story = new List<(string, int, MergeEffect)>();
        ModelTree? standing = null;
        for (var i = 0; i < stack.Length; i++)
        {
            ModelTree? at = stack[i];
            var afresh = false;
            foreach (var step in path.Steps())
            {
                if (at is not ModelMap { Tag: not MergeTag.Unset } map)
                {
                    break;
                }

                afresh |= TagOf(stack, i, step.Parent!, map) == MergeTag.Replace;
                var child = Array.Find(map.Entries, entry => entry.Key == step.Key).Value;
                if (child is null)
                {
                    // It says nothing here, unless it took the whole place of something further up.
                    if (!afresh)
                    {
                        at = null;
                    }

                    break;
                }

                at = child;
            }

            if (at is null)
            {
                continue;
            }

            var isThere = at.Tag != MergeTag.Unset && Reaches(stack[i], path);
            if (!isThere)
            {
                if (standing is not null)
                {
                    story.Add(($"{i}", Remover(stack, i, path).Id, MergeEffect.Unset));
                }

                standing = null;
                continue;
            }

            var effect = standing is null ? MergeEffect.Set
                : afresh || TagOf(stack, i, path, at) == MergeTag.Replace ? MergeEffect.Replace
                : (standing, at with { Tag = TagOf(stack, i, path, at) }) switch
                {
                    (ModelMap, ModelMap) => MergeEffect.Merge,
                    (ModelList, ModelList { Tag: MergeTag.Append }) => MergeEffect.Append,
                    (ModelList, ModelList { Tag: MergeTag.Prepend }) => MergeEffect.Prepend,
                    (ModelList, ModelList { Tag: MergeTag.Union }) => MergeEffect.Union,
                    (ModelList, ModelList { Tag: MergeTag.By }) => MergeEffect.Merge,
                    _ => MergeEffect.Replace,
                };
            story.Add(($"{i}", at.Id, effect));
            standing = at;
        }

        return [.. story];
    }

    private static MergeTag TagOf(ModelMap[] stack, int layer, ConfigPath path, ModelTree upper) =>
        ModelRule.TagOf(stack, layer, [.. path.Steps().Select(static step => step.Key)], upper);

    private static bool Reaches(ModelTree tree, ConfigPath path)
    {
        foreach (var step in path.Steps())
        {
            if (tree is not ModelMap { Tag: not MergeTag.Unset } map || Array.Find(map.Entries, entry => entry.Key == step.Key).Value is not { } child)
            {
                return false;
            }

            tree = child;
        }

        return true;
    }

    // The node that took the place of what stood at the path: what is unset or no mapping, else what is tagged !replace.
    private static ModelTree Remover(ModelMap[] stack, int layer, ConfigPath path)
    {
        ModelTree tree = stack[layer];
        ModelTree? replaced = null;
        foreach (var step in path.Steps())
        {
            if (tree is not ModelMap { Tag: not MergeTag.Unset } map)
            {
                return tree;
            }

            replaced ??= TagOf(stack, layer, step.Parent!, map) == MergeTag.Replace ? map : null;
            if (Array.Find(map.Entries, entry => entry.Key == step.Key).Value is not { } child)
            {
                return replaced!;
            }

            tree = child;
        }

        return tree;
    }

    private static IEnumerable<(ConfigPath Path, ModelLeaf Leaf)> Leaves(ConfigPath path, ModelTree tree) => tree switch
    {
        ModelMap map => map.Entries.SelectMany(entry => Leaves(path.Append(entry.Key), entry.Value)),
        ModelList list => list.Items.SelectMany((item, index) => Leaves(path.Append(index), item)),
        _ => [(path, (ModelLeaf)tree)],
    };

    private static IEnumerable<ConfigPath> Paths(ConfigPath path, ModelTree tree) =>
        tree is ModelMap map ? map.Entries.SelectMany(entry => Paths(path.Append(entry.Key), entry.Value).Prepend(path.Append(entry.Key))) : [];
}
