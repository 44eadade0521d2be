using Strata.Diagnostics;
using Strata.Tests.Merging;

namespace Strata.Tests.Interpolation;

/// <summary>Chains of references, as long as a file may be: the order of the keys decides nothing, and none takes the stack.</summary>
[Trait("Level", "security")]
public class ReferenceChainTests
{
    [Theory]
    [InlineData(300, "${config:v#}")]
    [InlineData(50_000, "${config:v#}")]
    [InlineData(50_000, "${X:-${config:v#}}")]
    [InlineData(5_000, "x${config:v#}")]
    [InlineData(50_000, "{k: \"${config:v#.k}\"}")]
    public void Interpolate_Chain_IsFollowedInEitherOrder(int length, string link)
    {
        var lines = Enumerable.Range(0, length)
            .Select(i => $"v{i}: {link.Replace("#", $"{i + 1}", StringComparison.Ordinal)}")
            .Append($"v{length}: {(link[0] == '{' ? "{k: end}" : "end")}")
            .ToArray();

        var forth = OnASmallStack(string.Join('\n', lines));
        var back = OnASmallStack(string.Join('\n', lines.Reverse()));

        var end = link[0] == 'x' ? $"{new string('x', length)}end" : "end";
        Assert.Equal(end, forth[link[0] == '{' ? "v0.k" : "v0"]);
        Assert.Equal(end, back[link[0] == '{' ? "v0.k" : "v0"]);
    }

    [Fact]
    public void Interpolate_PathsThroughALongChain_AreFollowedInLinearTime()
    {
        const int Length = 50_000;
        var yaml = string.Concat(Enumerable.Range(0, Length).Select(static i => $"v{i}: ${{config:v{i + 1}}}\nw{i}: ${{config:v{i}.x}}\n")) + $"v{Length}: {{x: 1}}";

        var found = OnASmallStack("_metadata: {sensitive: [v7.x]}\n" + yaml);

        Assert.Equal("1", found["w0"]);
        Assert.Equal([true, true, false], ((string[])["w0", "w7", "w8"]).Select(found.IsSecret));
    }

    [Theory]
    [InlineData(1_000, "${config:v#}")]
    [InlineData(100_000, "x${config:v#}")]
    [InlineData(1_000, "${config:v#.x}")]
    public void Interpolate_RingOfManyReferences_IsOneCircle(int length, string link)
    {
        var yaml = string.Join('\n', Enumerable.Range(0, length).Select(i => $"v{i}: {link.Replace("#", $"{(i + 1) % length}", StringComparison.Ordinal)}"));

        var error = OnASmallStack(yaml).Problem;

        Assert.Equal(DiagnosticCode.ReferenceCycle, error.Code);
        Assert.Contains($"... {length - 12:N0} more ...", error.Message, StringComparison.Ordinal);
        Assert.Equal(11, error.Related.Count);
    }

    [Fact]
    public void Interpolate_MoreCirclesThanAnyoneReads_SaysSo()
    {
        const int Length = 20_000;
        var yaml = string.Join('\n', Enumerable.Range(0, Length).Select(static i => $"v{i}: <${{config:v{(i + 1) % Length}}}> ${{config:v1}}"));

        var errors = OnASmallStack(yaml).Diagnostics;

        Assert.Equal(101, errors.Length);
        Assert.All(errors, static error => Assert.Equal(DiagnosticCode.ReferenceCycle, error.Code));
        Assert.Single(errors, static error => error.Message.Contains("more circles", StringComparison.Ordinal));
    }

    [Fact]
    public void Interpolate_ChainThatGrowsPastTheLimit_EndsWithOneError()
    {
        var yaml = string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"v{i}: x${{config:v{i + 1}}}\n")) + "v100000: end";
        var layers = Merged.Layers(yaml);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Interpolated.From(layers).Problem;

        Assert.Equal(DiagnosticCode.ExpansionTooLarge, error.Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 600_000_000);
    }

    private static Interpolated OnASmallStack(string yaml)
    {
        var layers = Merged.Layers(yaml);
        Interpolated? found = null;
        var thread = new Thread(() => found = Interpolated.From(layers), maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        return found!;
    }
}
