using Strata.Diagnostics;
using Strata.Tests.Merging;
using Strata.Values;

namespace Strata.Tests.Interpolation;

public class ReferenceTests
{
    [Theory]
    [InlineData("v: ${config:a}\na: 5", "5")]
    [InlineData("v: \"${config:a}\"\na: 5", "5")]
    [InlineData("v: ${config:a}\na: \"5\"", "\"5\"")]
    [InlineData("v: ${config:a}\na: 0x1F", "0x1F")]
    [InlineData("v: ${config:a}\na: null", "null")]
    [InlineData("v: ${config:a}\na: {x: 1, y: [2]}", "{x: 1, y: [2]}")]
    [InlineData("v: \"${config:a}\"\na: [1, {b: 2}]", "[1, {b: 2}]")]
    [InlineData("v: ${config:a.b[1].c}\na: {b: [0, {c: 7}]}", "7")]
    [InlineData("v: ${config:a.b.1.c}\na: {b: [0, {c: 7}]}", "7")]
    [InlineData("v: ${config:/a/b/1/c}\na: {b: [0, {c: 7}]}", "7")]
    [InlineData("v: '${config:\"k.1\".x}'\nk.1: {x: 7}", "7")]
    [InlineData("v: ${config:a}\na: ${X}", "5")]
    [InlineData("v: ${config:a}\na: \"${X}\"", "\"5\"")]
    [InlineData("v: ${config:a}\na: {b: \"<${X}>\"}", "{b: <5>}")]
    public void Interpolate_WholeReference_TakesTheNodeWithItsType(string yaml, string expected) =>
        Assert.Equal(expected, Interpolated.From(yaml, ("X", "5"))["v"]);

    [Theory]
    [InlineData("v: <${config:a}>\na: 5", "<5>")]
    [InlineData("v: <${config:a}>\na: 0x1F", "<31>")]
    [InlineData("v: <${config:a}>\na: True", "<true>")]
    [InlineData("v: <${config:a}>\na: null", "<>")]
    [InlineData("v: <${config:a}>\na: 1.50", "<1.50>")]
    [InlineData("v: 1${config:a}\na: 5", "15")]
    [InlineData("v: ${config:a}${config:b}\na: 1\nb: 2", "12")]
    [InlineData("v: ${X:-${config:a}}\na: 5", "5")]
    [InlineData("v: ${Y:-<${config:a}>}\na: 5", "<5>")]
    [InlineData("v: ${Y:-${config:a}}\na: 5", "5")]
    [InlineData("v: \"${Y:-${config:a}}\"\na: 5", "\"5\"")]
    public void Interpolate_ReferenceInsideText_TakesTheText(string yaml, string expected) =>
        Assert.Equal(expected, Interpolated.From(yaml, ("X", "5"))["v"]);

    [Fact]
    public void Interpolate_ReferencesThroughReferences_AreFollowed() => Assert.Equal(
        "{a: {p: 5, q: [1, 5]}, b: {p: 5, q: [1, 5]}, c: 5, d: 5, e: [1, 5]}",
        Interpolated.From("a: ${config:b}\nb: {p: 5, q: [1, \"${config:c}\"]}\nc: ${config:a.p}\nd: ${config:a.q[1]}\ne: ${config:a.q}").Flow);

    [Fact]
    public void Interpolate_ReferredText_IsNotInterpolatedAgain() => Assert.Equal(
        "{a: $X, v: $X, w: <$X>}",
        Interpolated.From("a: $$X\nv: ${config:a}\nw: <${config:a}>", ("X", "no")).Flow);

    [Fact]
    public void Interpolate_Reference_SeesTheMergedValue() =>
        Assert.Equal("{v: 2, a: 2}", Interpolated.From(Merged.Layers("v: ${config:a}\na: 1", "a: 2")).Flow);

    [Fact]
    public void Interpolate_MappingInPlaceOfAReference_KnowsTheReference()
    {
        var found = Interpolated.From("a: {x: 1}\nv: ${config:a}\nl: [1]\nw: ${config:l}");

        Assert.Equal("${config:a}", ((MappingNode)found.At("v")).Template!.Text);
        Assert.Equal(new SourcePosition(2, 4), found.At("v").Position);
        Assert.Equal(new SourcePosition(1, 8), found.At("v.x").Position);
        Assert.Equal("${config:l}", ((SequenceNode)found.At("w")).Template!.Text);
    }

    [Theory]
    [InlineData("v: ${config:databse.port}\ndatabase: {port: 1}", "databse.port", "did you mean \"database\"?")]
    [InlineData("v: ${config:database.prot}\ndatabase: {port: 1}", "database.prot", "did you mean \"database.port\"?")]
    [InlineData("v: ${config:database.x.y}\ndatabase: {port: 1}", "database.x.y", "\"database\" has no key \"x\"")]
    [InlineData("v: ${config:l[2]}\nl: [0, 1]", "l[2]", "\"l\" is a list of 2")]
    [InlineData("v: ${config:l.x}\nl: [0, 1]", "l.x", "\"l\" is a list of 2")]
    [InlineData("v: ${config:s.x}\ns: 1", "s.x", "\"s\" is a single value")]
    [InlineData("v: ${config:qqqqqq}\ns: 1", "qqqqqq", "refer to a value of the resolved configuration")]
    public void Interpolate_MissingReference_SaysWhatWasMeant(string yaml, string path, string hint)
    {
        foreach (var text in (string[])[yaml, yaml.Replace("v: ", "v: some text ", StringComparison.Ordinal)])
        {
            var error = Interpolated.From(text).Problem;

            Assert.Equal((DiagnosticCode.MissingReference, DiagnosticSeverity.Error), (error.Code, error.Severity));
            Assert.Equal($"there is no value at \"{path}\"", error.Message);
            Assert.Equal(hint, error.Hint);
            Assert.Equal(new SourcePosition(1, text.IndexOf('$', StringComparison.Ordinal) + 1), error.Position);
            Assert.Equal($"${{config:{path}}}".Length, error.Length);
        }
    }

    [Theory]
    [InlineData("v: ${config:a..b}")]
    [InlineData("v: ${config:a[}")]
    [InlineData("v: x ${config:a[b]}")]
    public void Interpolate_ReferenceThatIsNoPath_IsAnError(string yaml) =>
        Assert.Equal(DiagnosticCode.BadTemplate, Interpolated.From(yaml).Problem.Code);

    [Theory]
    [InlineData("v: x${config:a}\na: {x: 1}", "a mapping")]
    [InlineData("v: x${config:a}\na: [1]", "a list")]
    [InlineData("v: ${X:-${config:a}}\na: [1]", "a list")]
    public void Interpolate_MappingOrListInsideText_IsAnErrorAtTheReference(string yaml, string kind)
    {
        var error = Interpolated.From(yaml).Problem;

        Assert.Equal(DiagnosticCode.ReferenceNoText, error.Code);
        Assert.Equal($"\"a\" is {kind}, which cannot stand inside a text", error.Message);
        Assert.Equal((yaml.IndexOf("${config", StringComparison.Ordinal) + 1, 11), (error.Position.Column, error.Length));
    }

    [Theory]
    [InlineData("a: ${config:a}", "a -> a")]
    [InlineData("a: x${config:a}", "a -> a")]
    [InlineData("a: ${config:b}\nb: ${config:a}", "b -> a -> b")]
    [InlineData("a: ${config:b}\nb: ${config:c}\nc: [\"<${config:a}>\"]", "b -> c -> a -> b")]
    [InlineData("a: {b: \"${config:a}\"}", "a -> a")]
    [InlineData("a: {b: {c: \"${config:a.b}\"}}", "a.b -> a.b")]
    [InlineData("a: ${config:a.x}", "a.x -> a.x")]
    [InlineData("a: ${X:-${config:a}}", "a -> a")]
    [InlineData("i: ${config:j.k}\nj: ${config:i}", "i -> j.k -> i")]
    [InlineData("j: ${config:i}\ni: ${config:j.k}", "i -> j.k -> i")]
    [InlineData("a: ${config:b.c.d}\nb: {c: \"${config:a}\"}", "a -> b.c.d -> a")]
    [InlineData("b: {c: \"${config:a}\"}\na: ${config:b.c.d}", "a -> b.c.d -> a")]
    [InlineData("a: {b: \"${config:c}\"}\nc: {d: \"${config:a.b}\"}", "c -> a.b -> c")]
    public void Interpolate_Circle_IsPrintedOnce(string yaml, string chain)
    {
        var error = Interpolated.From(yaml).Problem;

        Assert.Equal((DiagnosticCode.ReferenceCycle, DiagnosticSeverity.Error), (error.Code, error.Severity));
        Assert.Equal($"these values refer to one another in a circle: {chain}", error.Message);
    }

    [Fact]
    public void Interpolate_CircleOfThree_NamesEachPlace()
    {
        var error = Interpolated.From("a: ${config:b}\nb: ${config:c}\nc: ${config:a}").Problem;

        Assert.Equal([1, 2, 3], error.Related.Select(static related => related.Position.Line).Append(error.Position.Line).Order());
    }

    [Theory]
    [InlineData("i: ${config:j.k}\nj: ${config:i}", "i", 1)]
    [InlineData("a: ${config:b.c.d}\nb:\n  c: ${config:a}", "a", 1)]
    public void Interpolate_CircleThroughAPath_NamesEachPlace(string yaml, string related, int line)
    {
        var error = Interpolated.From(yaml).Problem;
        var lineOfRelated = Assert.Single(error.Related).Position.Line;

        Assert.Equal([line, yaml.Count('\n') + 1], ((int[])[error.Position.Line, lineOfRelated]).Order());
        Assert.Contains(related, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Path);
    }

    [Fact]
    public void Interpolate_PathTwiceThroughOneReference_IsNoCircle() =>
        Assert.Equal("1", Interpolated.From("v: ${config:a.x.z}\na: ${config:b}\nb: {x: \"${config:c}\", y: {z: 1}}\nc: ${config:a.y}")["v"]);

    [Fact]
    public void Interpolate_TwoCircles_ReportsBothAndResolvesTheRest()
    {
        var found = Interpolated.From("a: ${config:a}\nb: ${config:c}\nc: ${config:b}\nd: ${config:e}\ne: 5");

        Assert.Equal(2, found.Diagnostics.Length);
        Assert.Equal("5", ((ScalarNode)found.At("d")).Text);
    }

    [Fact]
    public void Interpolate_UntakenBranchThatLeadsBack_IsNoCircle() =>
        Assert.Equal("x", Interpolated.From("a: ${X:-${config:a}}", ("X", "x"))["a"]);

    [Theory]
    [InlineData("\"${config:v{0}}${config:v{0}}\"", "x", "x")]
    [InlineData("[\"${config:v{0}}\", \"${config:v{0}}\"]", "x", "x")]
    [InlineData("{a: \"${config:v{0}}\", b: \"${config:v{0}}\"}", "x", "x")]
    [InlineData("{a: \"${config:v{0}}\"}", "x", "deep")]
    public void Interpolate_DoublingOrDeepening_EndsWithOneError(string pattern, string first, string kind)
    {
        var yaml = $"v0: {first}\n"
            + string.Concat(Enumerable.Range(1, 180).Select(i => $"v{i}: {pattern.Replace("{0}", $"{i - 1}", StringComparison.Ordinal)}\n"));
        var layers = Merged.Layers(yaml);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Interpolated.From(layers).Problem;

        Assert.Equal(kind == "deep" ? DiagnosticCode.ExpansionTooDeep : DiagnosticCode.ExpansionTooLarge, error.Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000_000);
    }

    [Fact]
    public void Interpolate_ManyLargeTexts_EndWithOneError()
    {
        var yaml = $"big: {new string('x', 1_000_000)}\n" + string.Concat(Enumerable.Range(0, 100).Select(static i => $"v{i}: <${{config:big}}>\n"));

        Assert.Equal(DiagnosticCode.ExpansionTooLarge, Interpolated.From(yaml).Problem.Code);
    }

    [Fact]
    public void Interpolate_ManyReferencesToOneMapping_ShareIt()
    {
        var found = Interpolated.From("big: {x: {y: [1, 2, 3]}}\na: ${config:big}\nb: ${config:big}\nc: ${config:big.x}");

        Assert.Same(found.At("big.x"), found.At("a.x"));
        Assert.Same(found.At("a.x"), found.At("b.x"));
        Assert.Same(found.At("big.x.y"), found.At("c.y"));
    }

    [Theory]
    [InlineData("v: ${config:db.port:-5}\ndb: {port: 1}", "the operators")]
    [InlineData("v: ${config:db.port:?say}\ndb: {port: 1}", "the operators")]
    [InlineData("v: ${config:db.${X}}\ndb: {port: 1}", "is taken as it is written")]
    [InlineData("v: ${config:db[${X}]}\ndb: [1]", "is taken as it is written")]
    [InlineData("v: ${file:${X}.txt}", "is taken as it is written")]
    [InlineData("v: ${file:a.txt:-none}", "the operators")]
    public void Interpolate_WhatVariablesCanAndReferencesCannot_IsSaid(string yaml, string hint) =>
        Assert.Contains(hint, Interpolated.From(yaml, ("X", "port")).Problem.Hint, StringComparison.Ordinal);
}
