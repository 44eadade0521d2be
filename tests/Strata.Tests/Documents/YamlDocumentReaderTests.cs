using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests.Documents;

public class YamlDocumentReaderTests
{
    [Fact]
    public void Read_DuplicateKey_NamesBothPositions()
    {
        var parsed = Parsed.From("storage:\n  a: 1\nother: 2\nstorage:\n  b: 2\n");

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Equal(DiagnosticCode.DuplicateKey, error.Code);
        Assert.Equal(new SourcePosition(4, 1), error.Position);
        Assert.Equal("first defined at 1:1", error.Label);
        Assert.Equal(7, error.Length);
    }

    [Fact]
    public void Read_DeepFlowNesting_StopsAtTheLimit()
    {
        var parsed = Parsed.From("a: " + new string('[', 100_000));

        Assert.Equal(DiagnosticCode.NestingTooDeep, Assert.Single(parsed.Diagnostics).Code);
    }

    [Fact]
    public void Read_ScalarNodes_KnowTheirPlace()
    {
        var root = Parsed.From("database:\n  port: 5432\n").Root;

        var port = ConfigPath.Parse("database.port").Find(root)!;
        Assert.Equal(new SourcePosition(2, 9), port.Position);
        Assert.Equal(ScalarType.Integer, ((ScalarNode)port).Type);
    }

    [Theory]
    [InlineData("k: {a: &x 1, b: 2}")]
    [InlineData("k: { a: &x 1, b: *x, c: 3 }")]
    [InlineData("k: {a: &x !!int 1, b: [&y v, *y], c: &z {d: &w 1, e: 2}}")]
    public void Read_AnchoredScalarInFlowMapping_ReadsWhatFollows(string text)
    {
        var mapping = (MappingNode)Parsed.From(text).Root["k"];

        Assert.True(mapping.ContainsKey("b"));
    }
}
