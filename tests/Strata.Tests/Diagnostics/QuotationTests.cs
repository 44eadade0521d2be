using CsCheck;
using Strata.Diagnostics;

namespace Strata.Tests.Diagnostics;

public class QuotationTests
{
    [Theory]
    [InlineData("acme", "\"acme\"")]
    [InlineData("", "\"\"")]
    [InlineData("one\ntwo", "\"one...\"")]
    [InlineData("one\r\ntwo", "\"one...\"")]
    [InlineData("redis://me:hunter2@host/0", "\"redis://me:********@host/0\"")]
    [InlineData("redis://me:hunter2@host/0\nmore", "\"********\"")]
    public void Of_Text_IsOneShortLineWithoutPasswords(string text, string quoted) => Assert.Equal(quoted, Quotation.Of(text));

    [Fact]
    public void Of_AnyText_IsShortAndWellFormed() => Gen.String[Gen.Char, 0, 300].Sample(static text =>
    {
        var quoted = Quotation.Of(text);

        Assert.True(quoted.Length <= 105 || text.Contains("://", StringComparison.Ordinal));
        Assert.DoesNotContain('\n', quoted);
        Assert.StartsWith("\"", quoted, StringComparison.Ordinal);
        Assert.EndsWith("\"", quoted, StringComparison.Ordinal);
    });

    [Fact]
    public void Of_LongText_IsNotCutInsideACharacter()
    {
        var text = new string('a', 99) + "\U0001F600" + new string('b', 50);

        Assert.Equal($"\"{new string('a', 99)}...\"", Quotation.Of(text));
    }

    [Fact]
    public void Of_Secret_IsMasked() => Assert.Equal("\"********\"", Quotation.Of("hunter2", secret: true));

    [Fact]
    public void Join_Phrases_IsAnEnumeration()
    {
        Assert.Equal("a", Quotation.Join(["a"], "or"));
        Assert.Equal("a or b", Quotation.Join(["a", "b"], "or"));
        Assert.Equal("a, b and c", Quotation.Join(["a", "b", "c"], "and"));
        Assert.Equal("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 or 3 more", Quotation.Join([.. Enumerable.Range(0, 23).Select(i => FormattableString.Invariant($"{i}"))], "or"));
    }
}
