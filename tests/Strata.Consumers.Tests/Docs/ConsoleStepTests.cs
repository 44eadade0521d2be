namespace Strata.Consumers.Tests.Docs;

public sealed class ConsoleStepTests
{
    [Theory]
    [InlineData("a\nb", "a\nb\n", true)]
    [InlineData("", "", true)]
    [InlineData("a", "a\nb\n", false)]
    [InlineData("a\nb", "a\n", false)]
    [InlineData("a", "a ", false)]
    [InlineData("a\n...", "a\nb\nc\n", true)]
    [InlineData("a\n...", "a\n", true)]
    [InlineData("...\nc", "a\nb\nc\n", true)]
    [InlineData("a\n...\nc\n...\ne", "a\nb\nc\nd\ne\n", true)]
    [InlineData("a\n...\nb\n...\nb", "a\nb\n", false)]
    [InlineData("...\nc", "a\nb\n", false)]
    public void Allows_OutputOfACommand_ComparesAllLinesButThoseThatAreLeftOut(string shown, string printed, bool expected) =>
        Assert.Equal(expected, new ConsoleStep("strata", shown.Length == 0 ? [] : shown.Split('\n'), Line: 1).Allows(printed));
}
