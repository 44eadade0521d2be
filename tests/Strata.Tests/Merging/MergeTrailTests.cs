using Strata.Tests.Values;
using Strata.Values;

namespace Strata.Tests.Merging;

public class MergeTrailTests
{
    [Fact]
    public void Merge_OneOverrideAlone_NeedsNoTrail() => Assert.Empty(Merged.From("a: 1", "b: 2").TrailOf("a"));

    [Fact]
    public void Merge_EachEffect_IsKeptInTheTrail()
    {
        var merged = Merged.From(
            "l: [1]\nm: {x: 1}\nv: 1\nu: 1\nw: {q: 1}",
            "l: !append [2]\nm: {x: 2}\nv: 2\nu: !unset\nw: !replace {q: 2}",
            "l: !prepend [3]\nm: {y: 3}\nv: 3\nu: 3\nw: {q: 3}",
            "l: !union [4]",
            "l: [5]");

        Assert.Equal(["set a.yml:1:4", "append b.yml:1:4", "prepend c.yml:1:4", "union d.yml:1:4", "replace e.yml:1:4"], merged.TrailOf("l"));
        Assert.Equal(["set a.yml:2:4", "merge b.yml:2:4", "merge c.yml:2:4"], merged.TrailOf("m"));
        Assert.Equal(["set a.yml:2:8", "replace b.yml:2:8"], merged.TrailOf("m.x"));
        Assert.Equal(["set a.yml:3:4", "replace b.yml:3:4", "replace c.yml:3:4"], merged.TrailOf("v"));
        Assert.Equal(["set a.yml:4:4", "unset b.yml:4:4", "set c.yml:4:4"], merged.TrailOf("u"));
        Assert.Equal(["set a.yml:5:4", "replace b.yml:5:4", "merge c.yml:5:4"], merged.TrailOf("w"));
        Assert.Equal(["set b.yml:5:17", "replace c.yml:5:8"], merged.TrailOf("w.q"));
    }

    [Theory]
    [InlineData("k: 1", "\n\n  k: 2", "3:3")]
    [InlineData("k: { a: 1 }", "\n\n  k: { b: 1 }", "3:3")]
    [InlineData("k: 1", "\nk: !unset", "\n\n\nk: 2", "4:1")]
    [InlineData("k: 1", "\nk: !replace 2", "\n\nz: 1", "2:1")]
    public void Merge_KeyOfSeveralOverrides_StandsInTheFileOfItsValue(params string[] overridesAndPosition)
    {
        var root = Merged.From(overridesAndPosition[..^1]).Root;

        var entry = root.Entries[root.IndexOf("k")];
        Assert.Equal(overridesAndPosition[^1], entry.KeyPosition.ToString());
        Assert.StartsWith("k", entry.Value.Document.Text.Line(entry.KeyPosition.Line).TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_KeysBehindOneThatWasRemoved_KeepTheirOwnTrails()
    {
        var merged = Merged.From("a: 1\nb: 1\nc: 1", "a: !unset\nb: 2", "c: 3");

        Assert.Equal("{b: 2, c: 3}", merged.Flow);
        Assert.Equal(["set a.yml:2:4", "replace b.yml:2:4"], merged.TrailOf("b"));
        Assert.Equal(["set a.yml:3:4", "replace c.yml:1:4"], merged.TrailOf("c"));
    }

    [Fact]
    public void Merge_ItemsOfJoinedLists_KeepTheirTrails()
    {
        var merged = Merged.From("l: [{n: a, v: 1}]", "l: !by:n [{n: a, v: 2}]", "l: !prepend [{n: z}]", "l: !append [{n: y}]");

        Assert.Equal(["set a.yml:1:15", "replace b.yml:1:21"], merged.TrailOf("l[1].v"));
        Assert.Equal(["set a.yml:1:5", "merge b.yml:1:11"], merged.TrailOf("l[1]"));
        Assert.Empty(merged.TrailOf("l[0]"));
        Assert.Empty(merged.TrailOf("l[2]"));
    }

    [Fact]
    public void Merge_UnionOfMergedItems_KeepsTheTrailsInPlace()
    {
        var merged = Merged.From("l: [{n: a}, {n: b, v: 1}]", "l: !by:n [{n: b, v: 2}]", "l: !union [{n: a}, {n: c}]");

        Assert.Equal("{l: [{n: a}, {n: b, v: 2}, {n: c}]}", merged.Flow);
        Assert.Equal(["set a.yml:1:13", "merge b.yml:1:11"], merged.TrailOf("l[1]"));
        Assert.Empty(merged.TrailOf("l[2]"));
    }

    [Fact]
    public void Merge_KeyOfAMergedEntry_StandsWhereItWasFirstWritten()
    {
        var root = Merged.From("a: 1\nb: 1", "x: 1\nb: 2").Root;

        Assert.Equal(new SourcePosition(2, 1), root.Entries[root.IndexOf("b")].KeyPosition);
        Assert.Equal("overrides/b.yml", root["b"].File);
    }

    [Fact]
    public void Merge_ValueThatMeetsNoOther_IsTheVeryNodeOfItsFile()
    {
        var merged = Merged.From("a: {x: {p: 1}, y: {q: 1}}\nl: [{z: 1}]", "a: {y: {r: 2}}\nb: {c: [1]}", "l: !append [{w: 1}]");

        Assert.Same(merged.Stack[0].Body["a"], Assert.IsType<MappingNode>(merged.TrailPart("a", 0)));
        Assert.Same(At(merged.Stack[0].Body, "a.x"), merged.At("a.x"));
        Assert.Same(At(merged.Stack[0].Body, "a.y.q"), merged.At("a.y.q"));
        Assert.Same(At(merged.Stack[1].Body, "b"), merged.At("b"));
        Assert.Same(At(merged.Stack[0].Body, "l[0]"), merged.At("l[0]"));
        Assert.Same(At(merged.Stack[2].Body, "l[0]"), merged.At("l[1]"));
    }

    [Fact]
    public void Merge_ManyTimesFromTheSameFiles_LeavesThemAsTheyWere()
    {
        var stack = Merged.Layers(
            "a: {x: 1, l: [{n: a, v: 1}]}\nb: 1",
            "a: {x: !unset , l: !by:n [{n: a, v: 2}, {n: b}]}\nb: !unset",
            "a: {x: 3, l: !append [9]}\nb: {c: 1}");
        var before = stack.Select(static layer => Flow.Of(layer.Body)).ToArray();
        var first = Merged.From(stack);
        var shown = first.Flow;

        foreach (var part in (int[][])[[0, 1], [1, 2], [2, 1, 0], [0, 2], [1]])
        {
            Merged.From([.. part.Select(index => stack[index])]);
        }

        Assert.Equal(before, stack.Select(static layer => Flow.Of(layer.Body)));
        Assert.Equal(shown, first.Flow);
        Assert.Equal(shown, Merged.From(stack).Flow);
    }

    private static ConfigNode At(MappingNode root, string path) => ConfigPath.Parse(path).Find(root)!;
}
