using CsCheck;
using Strata.Layers;
using Strata.Sources;
using Strata.Values;

namespace Strata.Tests.Properties;

/// <summary>
/// A tree of the naive model: what an override says, or what a merge gives. Each tree that an override says has a number that
/// nothing else has; it is the line it stands on, so that a result's origin can be compared.
/// </summary>
internal abstract record ModelTree(MergeTag Tag, int Id)
{
    private static readonly Gen<string> Key = Gen.OneOf("a", "b", "c", "d", "e");

    /// <summary>Stacks of one to five overrides with few keys, so that most of them meet, and with every tag.</summary>
    public static Gen<ModelMap[]> Stacks { get; } = Gen.Select(Map(Any(3)), ModelRule.Several).Array[1, 5].Select(static stack =>
    {
        var id = 0;
        return stack.Select(part => (ModelMap)Numbered(part.Item1 with { Tag = MergeTag.None }, ref id) with { Rules = part.Item2 }).ToArray();
    });

    /// <summary>The stack as the engine takes it: the layers are named 0, 1 and so on.</summary>
    public static Layer[] ToLayers(IEnumerable<ModelMap> stack) => [.. stack.Select(static (map, index) =>
    {
        var source = new OverrideSource($"{index}", new SourceText($"{index}.yml", default));
        var document = new SourceDocument(source.Name, source.Text);
        return new Layer(document, source, new OverrideMetadata { Types = ["*"], MergeRules = [.. map.Rules.Select(static rule => rule.ToRule())] }, (MappingNode)map.ToNode(document));
    })];

    public abstract ConfigNode ToNode(SourceDocument document);

    private static Gen<ModelTree> Any(int depth)
    {
        var leaf = Gen.Select(Gen.OneOf("1", "2", "x", "y", "null", "true"), AnyTag(MergeTag.Replace), static (text, tag) => (ModelTree)new ModelLeaf(text, tag, 0));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Any(depth - 1);
        var list = Gen.Select(inner.Array[0, 3], AnyTag(MergeTag.Append, MergeTag.Prepend, MergeTag.Union, MergeTag.Replace), static (items, tag) => (ModelTree)new ModelList(items, tag, 0));
        return Gen.Frequency((4, leaf), (1, list), (1, Keyed(inner)), (5, Map(inner).Select(static map => (ModelTree)map)));
    }

    private static Gen<ModelMap> Map(Gen<ModelTree> value) => Gen.Select(
        Gen.Select(Key, value).Array[0, 4],
        AnyTag(MergeTag.Replace),
        static (entries, tag) => new ModelMap([.. entries.DistinctBy(static entry => entry.Item1)], tag, 0));

    // A list of mappings that can be merged by their "id"; now and then an item has none.
    private static Gen<ModelTree> Keyed(Gen<ModelTree> value) => Gen.Select(
        Gen.Select(Gen.OneOf("p", "q", "r", "1"), Map(value), Gen.Int[0, 30]).Array[0, 4],
        AnyTag(MergeTag.By, MergeTag.By, MergeTag.By),
        static (items, tag) => (ModelTree)new ModelList(
            [.. items.Select(static item => item.Item3 == 0 ? (ModelTree)item.Item2 : item.Item2 with { Entries = [("id", new ModelLeaf(item.Item1, MergeTag.None, 0)), .. item.Item2.Entries] })],
            tag == MergeTag.Unset ? MergeTag.Unset : tag,
            0));

    private static Gen<MergeTag> AnyTag(params MergeTag[] tags) =>
        Gen.Frequency((6, Gen.Const(MergeTag.None)), (3, Gen.OneOf(tags)), (1, Gen.Const(MergeTag.Unset)));

    private static ModelTree Numbered(ModelTree tree, ref int id)
    {
        var own = ++id;
        switch (tree)
        {
            case ModelMap map:
                var entries = new (string, ModelTree)[map.Entries.Length];
                for (var i = 0; i < entries.Length; i++)
                {
                    entries[i] = (map.Entries[i].Key, Numbered(map.Entries[i].Value, ref id));
                }

                return map with { Entries = entries, Id = own };
            case ModelList list:
                var items = new ModelTree[list.Items.Length];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Numbered(list.Items[i], ref id);
                }

                return list with { Items = items, Id = own };
            default:
                return tree with { Id = own };
        }
    }
}

internal sealed record ModelLeaf(string Text, MergeTag Tag, int Id) : ModelTree(Tag, Id)
{
    public override ConfigNode ToNode(SourceDocument document) =>
        new ScalarNode(document, new SourcePosition(Id, 1), Text, CoreSchema.TypeOf(Text), ScalarStyle.Plain, Tag);
}

internal sealed record ModelList(ModelTree[] Items, MergeTag Tag, int Id) : ModelTree(Tag, Id)
{
    public override ConfigNode ToNode(SourceDocument document) => new SequenceNode(
        document,
        new SourcePosition(Id, 1),
        [.. Items.Select(item => item.ToNode(document))],
        Tag,
        Tag == MergeTag.By ? "id" : null);
}

internal sealed record ModelMap((string Key, ModelTree Value)[] Entries, MergeTag Tag, int Id) : ModelTree(Tag, Id)
{
    /// <summary>The override's <c>_metadata.merge</c>, where this is the whole of one.</summary>
    public ModelRule[] Rules { get; init; } = [];

    public override ConfigNode ToNode(SourceDocument document) => new MappingNode(
        document,
        new SourcePosition(Id, 1),
        [.. Entries.Select(entry => new MappingEntry(entry.Key, entry.Value.ToNode(document), new SourcePosition(Id, 2)))],
        Tag);
}
