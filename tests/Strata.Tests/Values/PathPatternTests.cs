using CsCheck;
using Strata.Values;

namespace Strata.Tests.Values;

public class PathPatternTests
{
    [Theory]
    [InlineData("security.jwt.signing_key", "security.jwt.signing_key", true)]
    [InlineData("security.jwt", "security.jwt.signing_key", false)]
    [InlineData("security.*.signing_key", "security.jwt.signing_key", true)]
    [InlineData("security.*", "security.jwt.signing_key", false)]
    [InlineData("*.j?t.*_key", "security.jwt.signing_key", true)]
    [InlineData("**.signing_key", "security.jwt.signing_key", true)]
    [InlineData("**.signing_key", "signing_key", true)]
    [InlineData("security.**", "security", true)]
    [InlineData("security.**", "security.jwt.signing_key", true)]
    [InlineData("**", "", true)]
    [InlineData("a.**.b.**.c", "a.x.b.y.z.b.c", true)]
    [InlineData("a.**.b.**.c", "a.x.y.c", false)]
    [InlineData("a.**.**.b", "a.b", true)]
    [InlineData("list[*].name", "list[3].name", true)]
    [InlineData("list[].name", "list[3].name", true)]
    [InlineData("list[3].name", "list.3.name", true)]
    [InlineData("list[03].name", "list[3].name", true)]
    [InlineData("list[4].name", "list[3].name", false)]
    [InlineData("\"*\".a", "x.a", false)]
    [InlineData("\"*\".a", "\"*\".a", true)]
    [InlineData("\"**\"", "a", false)]
    [InlineData("/a~1b/*", "\"a/b\".c", true)]
    [InlineData("Security.jwt", "security.jwt", false)]
    public void Matches_Path_FollowsThePattern(string pattern, string path, bool matches)
    {
        Assert.True(PathPattern.TryParse(pattern, out var parsed, out _));

        Assert.Equal(matches, parsed.Matches(ConfigPath.Parse(path)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a[x]")]
    public void TryParse_NoPath_SaysWhatIsWrong(string text)
    {
        Assert.False(PathPattern.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData("a.b[0]", true)]
    [InlineData("a.\"*\"", true)]
    [InlineData("a.*", false)]
    [InlineData("a[*]", false)]
    [InlineData("**", false)]
    public void IsExact_Pattern_TellsWhetherItNamesOnePath(string text, bool exact)
    {
        Assert.True(PathPattern.TryParse(text, out var pattern, out _));

        Assert.Equal(exact, pattern.IsExact);
    }

    [Fact]
    public void Matches_PatternOf62Steps_IsStillExact()
    {
        var path = string.Join('.', Enumerable.Range(0, 62).Select(i => $"k{i}"));
        Assert.True(PathPattern.TryParse(path, out var pattern, out _));
        Assert.True(PathPattern.TryParse(path + ".k.**", out var longer, out _));

        Assert.True(pattern.Matches(ConfigPath.Parse(path)));
        Assert.False(longer.Matches(ConfigPath.Parse(path)));
    }

    [Fact]
    public void Matches_AnyPatternAndPath_AgreesWithARecursiveMatcher()
    {
        var steps = Gen.Int[0, 5].Select(i => new[] { "a", "b", "*", "**", "a*", "?" }[i]).Array[1, 6];
        var keys = Gen.Int[0, 2].Select(i => new[] { "a", "b", "ab" }[i]).Array[0, 6];
        Gen.Select(steps, keys).Sample((pattern, path) =>
        {
            Assert.True(PathPattern.TryParse(string.Join('.', pattern), out var parsed, out _));
            Assert.Equal(Agree(pattern, path), parsed.Matches(path.Aggregate(ConfigPath.Root, (at, key) => at.Append(key))));
        });

        static bool Agree(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path) => pattern switch
        {
            [] => path.IsEmpty,
            ["**", .. var rest] => Agree(rest, path) || (!path.IsEmpty && Agree(pattern, path[1..])),
            [var first, .. var rest] => !path.IsEmpty && Glob.Matches(first, path[0]) && Agree(rest, path[1..]),
        };
    }
}
