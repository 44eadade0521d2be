using System.Text;
using CsCheck;
using Strata.Values;

namespace Strata.Tests.Values;

public class SourceTextTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("a", 1)]
    [InlineData("a\n", 2)]
    [InlineData("a\r\nb", 2)]
    [InlineData("a\rb\rc", 3)]
    [InlineData("\n\r", 3)]
    [InlineData("\r\n\r\n", 3)]
    public void LineCount_AnyLineEnding_IsThatOfEditors(string text, int lines) => Assert.Equal(lines, Of(text).LineCount);

    [Fact]
    public void Line_EveryLine_IsWithoutItsEnding()
    {
        var source = Of("é\r\n😀b\r\r\nlast");

        Assert.Equal(["é", "😀b", "", "last"], Enumerable.Range(1, source.LineCount).Select(line => source.Line(line)));
        Assert.Equal("", source.Line(0));
        Assert.Equal("", source.Line(5));
    }

    [Theory]
    [InlineData(1, "a")]
    [InlineData(2, "aé")]
    [InlineData(3, "aé")]
    [InlineData(4, "aé😀")]
    [InlineData(100, "aé😀b")]
    public void Line_Shortened_CutsNoCharacter(int length, string line) => Assert.Equal(line, Of("aé😀b\nc").Line(1, length));

    [Fact]
    public void PositionOf_AnyText_AgreesWithCountingCharacters() =>
        Gen.String[Gen.Char["ab\r\né€"], 0, 30].Sample(text =>
        {
            var source = Of(text);
            var (line, column) = (1, 1);
            for (var i = 0; i <= text.Length; i++)
            {
                Assert.Equal(new SourcePosition(line, column), source.PositionOf(Encoding.UTF8.GetByteCount(text[..i])));
                var ends = i < text.Length && (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')));
                (line, column) = ends ? (line + 1, 1) : (line, column + 1);
            }
        });

    [Fact]
    public void PositionOf_CharacterOutsideTheFirstPlane_CountsAsTwo() => Assert.Equal(new SourcePosition(1, 3), Of("😀b").PositionOf(4));

    private static SourceText Of(string text) => new("test.yml", Encoding.UTF8.GetBytes(text));
}
