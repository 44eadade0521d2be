using CsCheck;
using Strata.Documents;
using Strata.Tests.Documents;
using Strata.Values;

namespace Strata.Tests.Output;

public class RoundTripTests
{
    [Fact]
    public void Yaml_AnyTree_ReadsBackTheSame() => Trees.Any.Sample(static root => AssertReadsBack("yaml", "out.yml", root), iter: 2_000);

    [Fact]
    public void Json_AnyTree_ReadsBackTheSame() => Trees.Any.Where(static root => !SaysMoreThanJson(root)).Sample(static root => AssertReadsBack("json", "out.json", root), iter: 2_000);

    [Theory]
    [InlineData("yaml", "out.yml")]
    [InlineData("json", "out.json")]
    public void Write_KeyOfAnyLength_ReadsBackTheSame(string format, string file)
    {
        foreach (var length in (int[])[127, 128, 129, 1_023, 1_024, 1_025, 70_000])
        {
            AssertReadsBack(format, file, Trees.Map(
                (new string('k', length), Trees.Of("a: 1\nb: [x, {c: d}]")),
                (new string('\u2028', length), Trees.Of("a: [[]]")["a"]),
                (new string('"', length), ScalarNode.Of("two\nlines"))));
        }
    }

    [Theory]
    [InlineData("yaml", "out.yml")]
    [InlineData("json", "out.json")]
    public void Write_ThousandLevelsOnASmallStack_ReadsBackTheSame(string format, string file)
    {
        ConfigNode node = ScalarNode.Of("deepest");
        for (var i = 0; i < 499; i++)
        {
            node = Trees.Map(("k", new SequenceNode(ScalarNode.Synthetic, default, [node])));
        }

        var root = Trees.Map(("k", node));
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() => AssertReadsBack(format, file, root)), maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();

        Assert.Null(failure);
    }

    [Fact]
    public void Write_AnyTreeTwice_GivesTheSameBytes() => Trees.Any.Sample(static root =>
        Assert.Equal(Trees.Write("yaml", root), Trees.Write("yaml", Parsed.From(Trees.Write("yaml", root)).Root)), iter: 300);

    private static void AssertReadsBack(string format, string file, MappingNode root)
    {
        var written = Trees.Write(format, root);
        var parsed = Parsed.From(written, file, new ParseLimits { MaxDepth = 1000 });
        Assert.True(parsed.Diagnostics.IsEmpty, string.Join("\n", parsed.Diagnostics) + "\n" + written);
        Assert.True(ConfigNodeEquality.DeepEquals(root, parsed.Root), written);
    }

    // The infinities and not-a-number become text.
    private static bool SaysMoreThanJson(ConfigNode node) => node switch
    {
        MappingNode mapping => mapping.Values.Any(SaysMoreThanJson),
        SequenceNode sequence => sequence.Any(SaysMoreThanJson),
        ScalarNode scalar => scalar.Type == ScalarType.Float && scalar.Text.AsSpan().IndexOfAny('n', 'N') >= 0,
        _ => false,
    };
}
