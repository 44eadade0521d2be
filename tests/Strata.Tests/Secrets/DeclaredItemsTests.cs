using Strata.Layers;
using Strata.Output;
using Strata.Secrets;
using Strata.Tests.Merging;
using Strata.Tests.Snapshots;
using Strata.Tests.Values;

namespace Strata.Tests.Secrets;

/// <summary>What a file declares secret of its own lists stays secret where joining puts it.</summary>
public class DeclaredItemsTests
{
    [Theory]
    [InlineData("_metadata: {sensitive: [\"l[0]\"]}\nl: [LEAK, b]", "l: !prepend [c]", "{l: [********, ********, b]}")]
    [InlineData("_metadata: {sensitive: [\"l[1]\"]}\nl: [b, LEAK]", "l: !append [c]", "{l: [b, ********, c]}")]
    [InlineData("l: [a, b]", "_metadata: {sensitive: [\"l[0]\"]}\nl: !append [LEAK]", "{l: [********, b, ********]}")]
    [InlineData("_metadata: {sensitive: [\"l[0]\"]}\nl: [LEAK]", "_metadata: {merge: {l: prepend}}\nl: [c]", "{l: [********, ********]}")]
    [InlineData("_metadata: {sensitive: [/l/0/pin]}\nl: [{n: x, pin: LEAK}]", "l: !prepend [{n: y}]", "{l: [{n: y}, {n: x, pin: ********}]}")]
    [InlineData("_metadata: {sensitive: [\"**[0]\"]}\nm: {l: [LEAK]}", "m: {l: !prepend [c, d]}", "{m: {l: [********, d, ********]}}")]
    [InlineData("_metadata: {sensitive: [\"l.?.pin\"]}\nl: [{pin: LEAK}]", "l: !prepend [a, b]", "{l: [a, b, {pin: ********}]}")]
    [InlineData("_metadata: {sensitive: [\"l[0]\"]}\nl: [{n: x, v: LEAK}]", "l: !by:n [{n: x, w: LEAK}]", "{l: [{n: ********, v: ********, w: ********}]}")]
    [InlineData("_metadata: {sensitive: [\"l[0]\"]}\nl: [LEAK]", "l: !union [c, LEAK]", "{l: [********, c]}")]
    public void Mark_ItemThatMoves_StaysSecret(string lower, string upper, string expected)
    {
        var resolved = Resolved.From([.. Merged.Layers(lower, upper).Select(Marked)]);

        Assert.Equal(expected, Flow.Of(MaskedTree.Of(resolved.Root, resolved.Sensitivity.Root)));
    }

    [Theory]
    [InlineData("l")]
    [InlineData("l[*]")]
    [InlineData("**.pin")]
    [InlineData("x[0]")]
    public void Mark_PatternThatFindsItsPathAnyway_ChangesNothing(string pattern)
    {
        var layer = Merged.Layers($"_metadata: {{sensitive: [\"{pattern}\"]}}\nl: [1, {{pin: 2}}]")[0];

        Assert.Same(layer.Body, DeclaredItems.Mark(layer.Body, layer.Metadata.Sensitive));
    }

    private static Layer Marked(Layer layer) => layer with { Body = DeclaredItems.Mark(layer.Body, layer.Metadata.Sensitive) };
}
