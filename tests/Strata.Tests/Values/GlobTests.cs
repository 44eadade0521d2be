using System.Text.RegularExpressions;
using CsCheck;
using Strata.Values;

namespace Strata.Tests.Values;

public class GlobTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("?", "a", true)]
    [InlineData("acme-*", "acme-", true)]
    [InlineData("acme-*", "acme", false)]
    [InlineData("*-eu-*", "web-eu-west-1", true)]
    [InlineData("a*b*c", "aXbXbc", true)]
    [InlineData("a.c", "abc", false)]
    [InlineData("ABC", "abc", false)]
    public void Matches_Text_FollowsThePattern(string pattern, string text, bool matches) => Assert.Equal(matches, Glob.Matches(pattern, text));

    [Fact]
    public void Matches_AnyPatternAndText_AgreesWithARegularExpression() =>
        Gen.Select(Gen.String[Gen.Char["ab*?."], 0, 8], Gen.String[Gen.Char["ab."], 0, 10]).Sample((pattern, text) =>
        {
            var expression = "\\A" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "\\z";
            Assert.Equal(Regex.IsMatch(text, expression, RegexOptions.CultureInvariant), Glob.Matches(pattern, text));
        });

    [Fact(Timeout = 30_000)]
    public async Task Matches_PatternOfManyStars_TakesNoExponentialTime()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 2_000)) + "b";
        var matches = await Task.Run(() => Glob.Matches(pattern, new string('a', 20_000)), TestContext.Current.CancellationToken);

        Assert.False(matches);
    }

    [Theory]
    [InlineData("web", false)]
    [InlineData("web-*", true)]
    [InlineData("web-?", true)]
    public void IsPattern_Text_TellsWhetherItStandsForMany(string text, bool isPattern) => Assert.Equal(isPattern, Glob.IsPattern(text));
}
