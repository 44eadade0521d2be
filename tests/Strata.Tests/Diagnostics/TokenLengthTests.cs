using System.Text;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests.Diagnostics;

public class TokenLengthTests
{
    [Theory]
    [InlineData("storage:", 1, 7)]
    [InlineData("a: one two # c", 4, 7)]
    [InlineData("a: http://x:80#y", 4, 13)]
    [InlineData("a: \"x: \\\" y\" z", 4, 9)]
    [InlineData("a: 'it''s' z", 4, 7)]
    [InlineData("a: \"unended", 4, 8)]
    [InlineData("a: [b, c]", 4, 1)]
    [InlineData("a: [b, c]", 5, 1)]
    [InlineData("a: [b, c]", 8, 1)]
    [InlineData("[storage]", 2, 7)]
    [InlineData("a.b = 1", 1, 3)]
    [InlineData("a: ${X[0]} }", 4, 7)]
    [InlineData("a:", 3, 1)]
    [InlineData("a", 9, 1)]
    [InlineData("", 1, 1)]
    public void At_Place_IsTheLengthOfItsToken(string line, int column, int length) =>
        Assert.Equal(length, TokenLength.At(new SourceText("f", Encoding.UTF8.GetBytes("first\n" + line)), new SourcePosition(2, column)));

    [Fact(Timeout = 30_000)]
    public async Task At_ManyPlacesOfOneLongLine_TakesNoTimeThatGrowsWithTheLine()
    {
        var source = new SourceText("f", Encoding.UTF8.GetBytes(new string('x', 15_000_000)));
        var sum = await Task.Run(() => Enumerable.Range(1, 10_000).Sum(column => TokenLength.At(source, new SourcePosition(1, column * 1_000))), TestContext.Current.CancellationToken);

        Assert.InRange(sum, 10_000, 1_000_000);
    }
}
