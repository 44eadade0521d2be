using Strata.Diagnostics;
using Strata.Tests.Layers;
using Strata.Tests.Values;
using Strata.Values;

namespace Strata.Tests.Merging;

public class MappingMergeTests
{
    [Theory]
    [InlineData("a: {x: 1, y: {p: 1}}", "a: {y: {q: 2}, z: 3}", "{a: {x: 1, y: {p: 1, q: 2}, z: 3}}")]
    [InlineData("a: 1", "a: 2", "{a: 2}")]
    [InlineData("a: 1", "a: one", "{a: one}")]
    [InlineData("a: [1, 2]", "a: [3]", "{a: [3]}")]
    [InlineData("a: [1, 2]", "a: []", "{a: []}")]
    [InlineData("a: {x: 1}", "a: {}", "{a: {x: 1}}")]
    [InlineData("a: 1", "a: [2]", "{a: [2]}")]
    [InlineData("a: [1]", "a: 2", "{a: 2}")]
    public void Merge_Two_MappingsDeeplyAllElseReplaced(string lower, string upper, string expected) =>
        Assert.Equal(expected, Merged.From(lower, upper).Flow);

    [Fact]
    public void Merge_ThreeMappings_JoinsAllAtEachPath() => Assert.Equal(
        "{a: {x: {p: 3, q: 2, r: 3}, y: 2}}",
        Merged.From("a: {x: {p: 1}}", "a: {x: {q: 2}, y: 2}", "a: {x: {p: 3, r: 3}}").Flow);

    [Theory]
    [InlineData("a: 1", "a: null", "{a: null}")]
    [InlineData("a: {x: 1}", "a: null", "{a: null}")]
    [InlineData("a: [1]", "a: ~", "{a: null}")]
    [InlineData("a: null", "a: {x: 1}", "{a: {x: 1}}")]
    [InlineData("a: null", "b: 1", "{a: null, b: 1}")]
    public void Merge_Null_IsAValueLikeAnyOther(string lower, string upper, string expected) =>
        Assert.Equal(expected, Merged.From(lower, upper).Flow);

    [Fact]
    public void Merge_NullBetweenMappings_ForgetsWhatWasBeneath() =>
        Assert.Equal("{a: {y: 2}}", Merged.From("a: {x: 1}", "a: null", "a: {y: 2}").Flow);

    [Fact]
    public void Merge_Keys_StandInTheOrderInWhichTheyWereFirstSeen() => Assert.Equal(
        "{c: 2, a: {z: 1, y: 2, x: 2}, b: 3, d: 2}",
        Merged.From("c: 1\na: {z: 1, y: 1}\nb: 1", "d: 2\na: {x: 2, y: 2}\nc: 2", "b: 3").Flow);

    [Fact]
    public void Merge_ManyKeys_StandInTheOrderInWhichTheyWereFirstSeen()
    {
        var lower = string.Join('\n', Enumerable.Range(0, 50).Select(static i => $"k{i}: {i}"));
        var upper = string.Join('\n', Enumerable.Range(25, 50).Reverse().Select(static i => $"k{i}: {2 * i}"));

        var keys = Merged.From(lower, upper).Root.Keys;

        Assert.Equal(Enumerable.Range(0, 50).Concat(Enumerable.Range(50, 25).Reverse()).Select(static i => $"k{i}"), keys);
    }

    [Theory]
    [InlineData("!unset")]
    [InlineData("!reset")]
    public void Merge_Unset_RemovesTheKey(string tag)
    {
        Assert.Equal("{b: 1}", Merged.From("a: {x: 1}\nb: 1", $"a: {tag}").Flow);
        Assert.Equal("{a: {y: 1}}", Merged.From("a: {x: [1], y: 1}", $"a: {{x: {tag} null}}").Flow);
    }

    [Fact]
    public void Merge_UnsetThenSet_StartsAfreshAtTheEnd()
    {
        var merged = Merged.From("a: {x: 1}\nb: 1", "a: !unset", "a: {y: 2}");

        Assert.Equal("{b: 1, a: {y: 2}}", merged.Flow);
        Assert.Equal(["set a.yml:1:4", "unset b.yml:1:4", "set c.yml:1:4"], merged.TrailOf("a"));
    }

    [Fact]
    public void Merge_UnsetThenSetAmongManyKeys_StartsAfreshAtTheEnd()
    {
        var many = string.Join('\n', Enumerable.Range(0, 20).Select(static i => $"k{i}: {i}"));

        var merged = Merged.From(many, "k3: !unset\nk19: !unset", "k19: a\nk3: b\nnew: c", "k3: !unset", "k3: d");

        Assert.Equal(
            Enumerable.Range(0, 19).Except([3]).Select(static i => $"k{i}").Concat(["k19", "new", "k3"]),
            merged.Root.Keys);
        Assert.Equal("d", Flow.Of(merged.Root["k3"]));
    }

    [Theory]
    [InlineData("a: !unset", "{b: 1}")]
    [InlineData("c: !unset\nd: {e: !unset null, f: 1}", "{a: 1, b: 1, d: {f: 1}}")]
    [InlineData("l: [1, !unset 2, 3]", "{a: 1, b: 1, l: [1, 3]}")]
    public void Merge_UnsetOfWhatIsNotThere_LeavesNothingOfIt(string upper, string expected) =>
        Assert.Equal(expected, Merged.From("a: 1\nb: 1", upper).Flow);

    [Theory]
    [InlineData("!replace")]
    [InlineData("!override")]
    public void Merge_Replace_TakesTheWholePlace(string tag)
    {
        Assert.Equal("{a: {y: 2}, b: 1}", Merged.From("a: {x: 1}\nb: 1", $"a: {tag} {{y: 2}}").Flow);
        Assert.Equal("{a: 5}", Merged.From("a: {x: 1}", $"a: {tag} 5").Flow);
        Assert.Equal("{a: {}}", Merged.From("a: {x: 1}", $"a: {tag} {{}}").Flow);
    }

    [Fact]
    public void Merge_AboveReplace_MergesWithTheNewValueOnly() =>
        Assert.Equal("{a: {y: 2, z: 3}}", Merged.From("a: {x: 1}", "a: !replace {y: 2}", "a: {z: 3}").Flow);

    [Fact]
    public void Merge_TagsWithNothingBeneath_AreTheValueItself() => Assert.Equal(
        "{a: [1, 1], b: [2], c: [3, 3], d: [{name: x}, {name: x}], e: {x: 1}}",
        Merged.From("a: !append [1, 1]\nb: !prepend [2]\nc: !union [3, 3]\nd: !by:name [{name: x}, {name: x}]\ne: !replace {x: 1, y: !unset }").Flow);

    [Fact]
    public void Merge_TagsInASubtreeThatNobodyElseHas_LeaveTheirValues() => Assert.Equal(
        "{z: 1, a: {b: {l: [1], deep: [{c: [2]}]}}}",
        Merged.From("z: 1", "a: {b: {l: !append [1], gone: !unset , deep: [{c: !prepend [2], gone: !unset }]}}").Flow);

    [Theory]
    [InlineData("a: 1", "a: {x: 1}", "the mapping replaces the single value")]
    [InlineData("a: {x: 1}", "a: 1", "the single value replaces the mapping")]
    [InlineData("a: [1]", "a: {x: 1}", "the mapping replaces the list")]
    [InlineData("a: {x: 1}", "a: [1]", "the list replaces the mapping")]
    public void Merge_KindsThatClash_ReplaceWithAWarning(string lower, string upper, string message)
    {
        var merged = Merged.From(lower, upper);

        var warning = merged.Problem;
        Assert.Equal(DiagnosticCode.KindReplaced, warning.Code);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Equal(message, warning.Message);
        Assert.Equal("a", warning.Path!.ToString());
        Assert.Equal("overrides/b.yml", warning.File);
        Assert.Equal(new SourcePosition(1, 4), warning.Position);
        var related = Assert.Single(warning.Related);
        Assert.Equal(("overrides/a.yml", new SourcePosition(1, 4)), (related.File, related.Position));
        Assert.Equal(Described.From(upper).Layer.Body["a"], merged.Root["a"], ConfigNodeEquality.Instance);
    }

    [Theory]
    [InlineData("a: 1", "a: !replace {x: 1}")]
    [InlineData("a: {x: 1}", "a: !replace 1")]
    [InlineData("a: {x: 1}", "a: !unset")]
    [InlineData("a: {x: 1}", "a: null")]
    public void Merge_KindsThatClashOnPurpose_AreNoWarning(string lower, string upper) =>
        Assert.Empty(Merged.From(lower, upper).Diagnostics);

    [Fact]
    public void Merge_ClashInAListItem_NamesItsPath()
    {
        var merged = Merged.From("l: [{name: a}, {name: b, v: 1}]", "l: !by:name [{name: b, v: {x: 1}}]");

        Assert.Equal("l[1].v", merged.Problem.Path!.ToString());
    }

    [Fact]
    public void Merge_MoreNodesThanAllowed_IsAnError()
    {
        var stack = Merged.Layers("a: [1, 2, 3]", "b: [1, 2, 3]");

        Assert.Empty(Merged.From(stack, maxNodes: 9).Diagnostics);
        Assert.Equal(DiagnosticCode.MergeTooLarge, Merged.From(stack, maxNodes: 8).Problem.Code);
    }

    [Fact]
    public void Merge_NoOverride_GivesTheEmptyConfiguration() => Assert.Equal("{}", Merged.From([]).Flow);

    [Theory]
    [InlineData("m: replace", "{m: {b: 2}, n: {x: {a: 1, b: 2}}}")]
    [InlineData("m: override", "{m: {b: 2}, n: {x: {a: 1, b: 2}}}")]
    [InlineData("\"n.*\": replace", "{m: {a: 1, b: 2}, n: {x: {b: 2}}}")]
    [InlineData("\"**\": replace", "{m: {b: 2}, n: {x: {b: 2}}}")]
    [InlineData("m: append, \"**\": replace", "{m: {a: 1, b: 2}, n: {x: {b: 2}}}")]
    public void Merge_RuleReplace_ReplacesMappings(string rules, string expected)
    {
        Assert.Equal(expected, Merged.From("m: {a: 1}\nn: {x: {a: 1}}", $"_metadata: {{merge: {{{rules}}}}}\nm: {{b: 2}}\nn: {{x: {{b: 2}}}}").Flow);
        Assert.Equal(expected, Merged.From($"_metadata: {{merge: {{{rules}}}}}\nm: {{a: 1}}\nn: {{x: {{a: 1}}}}", "m: {b: 2}\nn: {x: {b: 2}}").Flow);
    }

    [Fact]
    public void Merge_RuleReplaceAndAListStrategyAbove_TheUpperOneCounts() => Assert.Equal(
        "{m: {a: 1, b: 2}}",
        Merged.From("_metadata: {merge: {m: replace}}\nm: {a: 1}", "_metadata: {merge: {m: append}}\nm: {b: 2}").Flow);

    [Theory]
    [InlineData("m: {a: 1}", "m: [1]")]
    [InlineData("m: [1]", "m: {a: 1}")]
    [InlineData("m: 1", "m: {a: 1}")]
    [InlineData("m: {a: 1}", "m: 1")]
    public void Merge_RuleReplaceOverAnotherKind_IsMeant(string lower, string upper) =>
        Assert.Equal(Merged.From(upper).Flow, Merged.From(lower, "_metadata: {merge: {m: replace}}\n" + upper).Flow);

    [Fact]
    public void Merge_RuleReplace_IsInTheTrail() => Assert.Equal(
        ["set a.yml:1:4", "replace b.yml:2:4"],
        Merged.From("m: {a: 1}", "_metadata: {merge: {m: replace}}\nm: {b: 2}").TrailOf("m"));
}
