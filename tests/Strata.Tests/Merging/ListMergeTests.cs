using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Tests.Merging;

public class ListMergeTests
{
    [Theory]
    [InlineData("!append", "{l: [1, 2, 3, 1]}")]
    [InlineData("!prepend", "{l: [3, 1, 1, 2]}")]
    [InlineData("!union", "{l: [1, 2, 3]}")]
    [InlineData("!replace", "{l: [3, 1]}")]
    [InlineData("!override", "{l: [3, 1]}")]
    [InlineData("", "{l: [3, 1]}")]
    [InlineData("!unset", "{}")]
    public void Merge_TaggedList_JoinsAsTheTagSays(string tag, string expected) =>
        Assert.Equal(expected, Merged.From("l: [1, 2]", $"l: {tag} [3, 1]").Flow);

    [Fact]
    public void Merge_SeveralTagsInAStack_EachJoinsWithWhatTheOthersGave() => Assert.Equal(
        "{l: [0, 1, 2, 3, 4]}",
        Merged.From("l: [1, 2]", "l: !append [3]", "l: !prepend [0]", "l: !union [3, 4, 0]").Flow);

    [Fact]
    public void Merge_ListAboveJoinedOnes_ReplacesThemAll() =>
        Assert.Equal("{l: [9]}", Merged.From("l: [1]", "l: !append [2]", "l: [9]").Flow);

    [Fact]
    public void Merge_Union_KeepsDeepEqualValuesOnce() => Assert.Equal(
        "{l: [1, {a: 1, b: [x]}, \"1\", null, [1, 2], [2, 1]]}",
        Merged.From("l: [1, {a: 1, b: [x]}, 1.0]", "l: !union [0x1, \"1\", {b: [x], a: 1.0}, null, ~, [1, 2], [2, 1]]").Flow);

    [Theory]
    [InlineData("!append [1]", "a: 5", "the single value")]
    [InlineData("!prepend [1]", "a: {x: 1}", "the mapping")]
    [InlineData("!union [1]", "a: null", "the single value")]
    [InlineData("!by:name [{name: 1}]", "a: {x: 1}", "the mapping")]
    public void Merge_ListTagOverNoList_ReplacesWithAWarning(string upper, string lower, string beneath)
    {
        var merged = Merged.From(lower, $"a: {upper}");

        var warning = merged.Problem;
        Assert.Equal(DiagnosticCode.ListTagOverNoList, warning.Code);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
        Assert.StartsWith(beneath, warning.Message, StringComparison.Ordinal);
        Assert.Equal("overrides/b.yml", warning.File);
        Assert.Equal("overrides/a.yml", Assert.Single(warning.Related).File);
        Assert.IsType<SequenceNode>(merged.Root["a"]);
    }

    [Fact]
    public void Merge_ListTagOverWhatWasUnset_IsTheValueItself() =>
        Assert.Equal("{l: [3]}", Merged.From("l: [1]", "l: !unset", "l: !append [3]").Flow);

    [Fact]
    public void Merge_ByKey_MergesItemsThatMatchAndAddsTheOthers() => Assert.Equal(
        "{s: [{name: web, port: 80, host: h}, {name: db, port: 2}, {name: new, port: 3}]}",
        Merged.From(
            "s: [{name: web, port: 80}, {name: db, port: 1}]",
            "s: !by:name [{name: db, port: 2}, {name: new, port: 3}, {name: web, host: h}]").Flow);

    [Fact]
    public void Merge_ByKey_OnlyTheSameTypeMatches() => Assert.Equal(
        "{s: [{id: 1, v: b}, {id: \"1\", v: c}]}",
        Merged.From("s: [{id: 1, v: a}]", "s: !by:id [{id: 1.0, v: b}, {id: \"1\", v: c}]").Flow.Replace("1.0", "1", StringComparison.Ordinal));

    [Fact]
    public void Merge_ByKeyWithAnUnsetItem_RemovesIt() => Assert.Equal(
        "{s: [{name: a}, {name: c}, {name: b, v: 2}]}",
        Merged.From("s: [{name: a}, {name: b, v: 1, w: 1}, {name: c}]", "s: !by:name [!unset {name: b}, !unset {name: z}, {name: b, v: 2}]").Flow);

    [Fact]
    public void Merge_ByKeyWithTagsInItems_ObeysThem() => Assert.Equal(
        "{s: [{name: a, l: [1, 2], m: {y: 2}}, {name: b, w: 1}, {name: c, l: [5]}]}",
        Merged.From(
            "s: [{name: a, l: [1], m: {x: 1}, gone: 1}, {name: b, v: 1}]",
            "s: !by:name [{name: a, l: !append [2], m: !replace {y: 2}, gone: !unset }, !replace {name: b, w: 1}, {name: c, l: !append [5]}]").Flow);

    [Fact]
    public void Merge_ByKeyTwice_MergesWithTheMergedItem()
    {
        var merged = Merged.From("s: [{name: a, x: 1}]", "s: !by:name [{name: a, y: 2}]", "s: !by:name [{name: b}, {name: a, x: 3}]");

        Assert.Equal("{s: [{name: a, x: 3, y: 2}, {name: b}]}", merged.Flow);
        Assert.Equal(["set a.yml:1:18", "replace c.yml:1:38"], merged.TrailOf("s[0].x"));
        Assert.Equal(["set a.yml:1:5", "merge b.yml:1:14", "merge c.yml:1:25"], merged.TrailOf("s[0]"));
    }

    [Theory]
    [InlineData("s: [{name: a}, {nam: b}]", "s: !by:name [{name: a}]", "overrides/a.yml", 16)]
    [InlineData("s: [{name: a}, b]", "s: !by:name [{name: a}]", "overrides/a.yml", 16)]
    [InlineData("s: [{name: a}]", "s: !by:name [{name: a}, {port: 1}]", "overrides/b.yml", 25)]
    public void Merge_ByKeyOverAnItemWithoutIt_IsAnErrorAtTheItem(string lower, string upper, string file, int column)
    {
        var error = Merged.From(lower, upper).Problem;

        Assert.Equal(DiagnosticCode.ItemWithoutKey, error.Code);
        Assert.Equal(DiagnosticSeverity.Error, error.Severity);
        Assert.Equal(file, error.File);
        Assert.Equal(new SourcePosition(1, column), error.Position);
        Assert.Equal("s", error.Path!.ToString());
        Assert.Equal("overrides/b.yml", Assert.Single(error.Related).File);
    }

    [Theory]
    [InlineData("append", "{l: [1, 2]}")]
    [InlineData("prepend", "{l: [2, 1]}")]
    [InlineData("union", "{l: [1, 2]}")]
    [InlineData("replace", "{l: [2]}")]
    public void Merge_RuleInMetadata_SaysTheSameAsTheTag(string strategy, string expected) =>
        Assert.Equal(expected, Merged.From("l: [1]", $"_metadata: {{merge: {{l: {strategy}}}}}\nl: [2]").Flow);

    [Fact]
    public void Merge_ByKeyRuleInMetadata_SaysTheSameAsTheTag() => Assert.Equal(
        "{s: [{name: a, x: 1, y: 2}]}",
        Merged.From("s: [{name: a, x: 1}]", "_metadata: {merge: {s: \"by:name\"}}\ns: [{name: a, y: 2}]").Flow);

    [Fact]
    public void Merge_TagAndRule_TheTagWins() =>
        Assert.Equal("{l: [2, 1]}", Merged.From("l: [1]", "_metadata: {merge: {l: append}}\nl: !prepend [2]").Flow);

    [Fact]
    public void Merge_ReplaceTagAndRule_TheTagWins() =>
        Assert.Equal("{l: [2]}", Merged.From("_metadata: {merge: {l: append}}\nl: [1]", "l: !replace [2]").Flow);

    [Fact]
    public void Merge_RuleOfALowerOverride_HoldsForThoseAbove() =>
        Assert.Equal("{l: [1, 2, 3]}", Merged.From("_metadata: {merge: {l: append}}\nl: [1]", "l: [2]", "l: [3]").Flow);

    [Fact]
    public void Merge_RuleOfAnUpperOverride_SaysNothingOfThoseBeneath() =>
        Assert.Equal("{l: [2, 3]}", Merged.From("l: [1]", "l: [2]", "_metadata: {merge: {l: append}}\nl: [3]").Flow);

    [Fact]
    public void Merge_RulesOfTwoOverrides_TheUpperWins() => Assert.Equal(
        "{l: [2, 1]}",
        Merged.From("_metadata: {merge: {l: append}}\nl: [1]", "_metadata: {merge: {l: prepend}}\nl: [2]").Flow);

    [Fact]
    public void Merge_PatternOfTheUpperAndExactOfTheLower_TheUpperWins() => Assert.Equal(
        "{a: {l: [2, 1]}}",
        Merged.From("_metadata: {merge: {a.l: append}}\na: {l: [1]}", "_metadata: {merge: {\"**.l\": prepend}}\na: {l: [2]}").Flow);

    [Fact]
    public void Merge_ExactAndPatternInOneOverride_TheExactWins() => Assert.Equal(
        "{a: {l: [1, 2], m: [4, 3]}}",
        Merged.From("a: {l: [1], m: [3]}", "_metadata: {merge: {\"a.*\": prepend, a.l: append}}\na: {l: [2], m: [4]}").Flow);

    [Fact]
    public void Merge_TwoPatternsInOneOverride_TheFirstWins() => Assert.Equal(
        "{a: {l: [2, 1]}}",
        Merged.From("a: {l: [1]}", "_metadata: {merge: {\"a.*\": prepend, \"**\": append}}\na: {l: [2]}").Flow);

    [Fact]
    public void Merge_RuleForAListWithinItems_HoldsInThem() => Assert.Equal(
        "{s: [{name: a, l: [1, 2]}]}",
        Merged.From(
            "s: [{name: a, l: [1]}]",
            "_metadata: {merge: {s: \"by:name\", \"s[*].l\": append}}\ns: [{name: a, l: [2]}]").Flow);

    [Fact]
    public void Merge_ByKeyTwoOfOneKey_RemovingTheFirstLeavesTheSecondToMerge() => Assert.Equal(
        "{l: [{id: 1, a: 2, b: 3}]}",
        Merged.From("l: [{id: 1, a: 1}, {id: 1, a: 2}]", "l: !by:id\n- !unset {id: 1}\n- {id: 1, b: 3}").Flow);

    [Fact]
    public void Merge_ItemsByIndex_SetsAddsAndRemoves()
    {
        Assert.Equal("{l: [1, x, 3]}", Merged.From(Assigned("l: [1, 2, 3]", ("1", "v: x"))).Flow);
        Assert.Equal("{l: [1, 2, x]}", Merged.From(Assigned("l: [1, 2]", ("2", "v: x"))).Flow);
        Assert.Equal("{l: [{a: 1, b: 2}]}", Merged.From(Assigned("l: [{a: 1}]", ("0", "v: {b: 2}"))).Flow);
        Assert.Equal("{l: [2, 3]}", Merged.From(Assigned("l: [1, 2, 3]", ("0", "v: !unset"))).Flow);
        Assert.Equal("{l: [x, 2, y]}", Merged.From(Assigned("l: [1, 2]", ("0", "v: x"), ("2", "v: y"))).Flow);
    }

    [Theory]
    [InlineData("l: [1, 2]", "3")]
    [InlineData("l: [1, 2]", "x")]
    [InlineData("k: 1", "0")]
    [InlineData("l: {\"0\": 1}", "0")]
    [InlineData("l: 5", "0")]
    [InlineData("l: !unset", "0")]
    [InlineData("l: []", "1")]
    public void Merge_ItemThatIsNotThere_IsAnError(string lower, string index)
    {
        var problem = Merged.From(Assigned(lower, (index, "v: x"))).Problem;

        Assert.Equal((DiagnosticCode.NoSuchItem, DiagnosticSeverity.Error), (problem.Code, problem.Severity));
        Assert.Equal("l", problem.Path!.ToString());
    }

    [Fact]
    public void Merge_ItemsByIndexTwice_KeepTheTrailOfEachItem()
    {
        var stack = Assigned("l: [1, {a: 1}]", ("1", "v: {a: 2}"));
        var merged = Merged.From([.. stack, stack[1] with { Body = Assigned("", ("0", "v: 9"))[1].Body }]);

        Assert.Equal("{l: [9, {a: 2}]}", merged.Flow);
        Assert.Equal(["set a.yml:1:5", "replace b.yml:1:4"], merged.TrailOf("l[0]"));
        Assert.Equal(["set a.yml:1:12", "replace b.yml:1:8"], merged.TrailOf("l[1].a"));
    }

    /// <summary>An override, and above it one that sets items of its list l by index.</summary>
    private static System.Collections.Immutable.ImmutableArray<Layer> Assigned(string lower, params (string Index, string Yaml)[] items)
    {
        var stack = Merged.Layers(lower.Length == 0 ? "{}" : lower, "{}");
        var entries = items.Select(static item => new MappingEntry(item.Index, Merged.Layers("{}", item.Yaml)[1].Body["v"], default));
        var list = new MappingNode(stack[1].Document, new SourcePosition(1, 1), [.. entries], MergeTag.Items);
        return [stack[0], stack[1] with { Body = new MappingNode(stack[1].Document, default, [new MappingEntry("l", list, default)]) }];
    }
}
