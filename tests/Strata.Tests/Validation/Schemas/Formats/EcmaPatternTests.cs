using Strata.Validation.Schemas.Formats;

namespace Strata.Tests.Validation.Schemas.Formats;

public class EcmaPatternTests
{
    [Theory]
    [InlineData("^abc$", "abc", true)]
    [InlineData("^abc$", "abc\n", false)]
    [InlineData("b", "abc", true)]
    [InlineData("", "", true)]
    [InlineData("^$", "", true)]
    [InlineData("^$", "a", false)]
    [InlineData("a|bc", "xbcx", true)]
    [InlineData("^(?:a|bc)$", "ab", false)]
    [InlineData(".", "\u2028", false)]
    [InlineData(".", "\u2029\n\r", false)]
    [InlineData("^.$", "\u0085", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^[😀-😂]+$", "😁😂", true)]
    [InlineData("^[😀-😂]+$", "😃", false)]
    [InlineData("^\\u{1F600}$", "😀", true)]
    [InlineData("^\\uD83D\\uDE00$", "😀", true)]
    [InlineData("\\uD83D", "😀", false)]
    [InlineData("^\\x41\\cA\\0$", "A\u0001\0", true)]
    [InlineData("^\\s$", "\uFEFF", true)]
    [InlineData("^\\s$", "\u0085", false)]
    [InlineData("^\\d$", "٣", false)]
    [InlineData("^\\w$", "ſ", false)]
    [InlineData("\\bé", "aé", true)]
    [InlineData("^\\B$", "", true)]
    [InlineData("^[\\b]$", "\b", true)]
    [InlineData("[]", "a", false)]
    [InlineData("^[^]$", "\n", true)]
    [InlineData("^\\p{Lu}\\P{Lu}$", "Éé", true)]
    [InlineData("^\\p{General_Category=Decimal_Number}+$", "৪২", true)]
    [InlineData("^\\p{Script=Greek}+$", "λόγος", true)]
    [InlineData("^\\p{sc=Cyrl}+$", "λόγος", false)]
    [InlineData("^[^\\p{L}]$", "1", true)]
    [InlineData("^[\\P{L}a]+$", "a1", true)]
    [InlineData("^a{2,3}$", "aaaa", false)]
    [InlineData("^a{0}$", "", true)]
    [InlineData("^(a*)*$", "aaab", false)]
    [InlineData("^(?!.*secret).+$", "a secret", false)]
    [InlineData("^(?!.*secret).+$", "none", true)]
    [InlineData("(?<=a(?=b))b", "ab", true)]
    [InlineData("(?<!a)b", "ab", false)]
    [InlineData("^(?<first>a|b)\\k<first>$", "bb", true)]
    [InlineData("^(?<first>a|b)\\k<first>$", "ab", false)]
    [InlineData("^\\k<n>(?<n>a)$", "a", true)]
    [InlineData("(?<=\\1(a))b", "aab", true)]
    [InlineData("^(?:(a)|b)*\\1$", "ab", true)]
    [InlineData("^[\\w.-]+\\@[\\w-.]+$", "a-b@c.d", true)]
    [InlineData("^{{x}}$", "{{x}}", true)]
    [InlineData("^]}$", "]}", true)]
    [InlineData("^x-", "x-strata", true)]
    [InlineData("^x-", "y-x-", false)]
    public void IsMatch_Text_IsAsInEcmaScript(string pattern, string text, bool expected) => Assert.Equal(expected, Compiled(pattern).IsMatch(text));

    [Fact]
    public void IsMatch_HalfAPair_IsACodePoint()
    {
        Assert.True(Compiled("^\\uD83D$").IsMatch("\uD83D"));
        Assert.True(Compiled("^.\uDE00$").IsMatch("a\uDE00"));
        Assert.True(Compiled("^\\p{Cs}[^\\p{L}]$").IsMatch("\uDE00\uD83D"));
    }

    [Theory]
    [InlineData("\\Z", "\\Z means nothing in ECMA-262; the end of the text is $ (at character 1)")]
    [InlineData("^a\\A", "\\A means nothing in ECMA-262; the start of the text is ^ (at character 3)")]
    [InlineData("\\a", "\\a means nothing in ECMA-262; the bell is \\x07 (at character 1)")]
    [InlineData("[\\y]", "\\y means nothing in ECMA-262 (at character 2)")]
    [InlineData("(", "this ( is never closed (at character 1)")]
    [InlineData("a)", "this ) closes nothing (at character 2)")]
    [InlineData("a[b", "this [ is never closed (at character 2)")]
    [InlineData("[z-a]", "the range is out of order (at character 2)")]
    [InlineData("*a", "there is nothing to repeat (at character 1)")]
    [InlineData("a++", "there is nothing to repeat (at character 3)")]
    [InlineData("{2}", "there is nothing to repeat (at character 1)")]
    [InlineData("a{3,2}", "the numbers are out of order (at character 2)")]
    [InlineData("(?=a)*", "an assertion cannot be repeated (at character 1)")]
    [InlineData("^*", "an assertion cannot be repeated (at character 1)")]
    [InlineData("\\", "a backslash escapes nothing (at character 1)")]
    [InlineData("\\1", "there is no group of this number (at character 1)")]
    [InlineData("\\k<x>", "no group is named x (at character 1)")]
    [InlineData("\\k", "\\k needs the name of a group, as in \\k<name> (at character 1)")]
    [InlineData("(?<a>.)(?<a>.)", "two groups are named a (at character 11)")]
    [InlineData("(?<1>.)", "a group's name is letters, digits, _ and $, closed by > (at character 4)")]
    [InlineData("(?P<a>.)", "(?P means nothing in ECMA-262; a named group is (?<name>...) (at character 1)")]
    [InlineData("(?i)a", "flags cannot be set within a pattern, and (? begins no other group here (at character 1)")]
    [InlineData("\\u{110000}", "\\u{...} needs a hexadecimal number up to 10FFFF (at character 1)")]
    [InlineData("\\u12", "\\u needs four hexadecimal digits, or a number in braces (at character 1)")]
    [InlineData("\\xg0", "\\x needs two hexadecimal digits (at character 1)")]
    [InlineData("\\01", "\\0 is neither a group's number nor a character (at character 1)")]
    [InlineData("\\p", "\\p needs a property in braces, as in \\p{Letter} (at character 1)")]
    [InlineData("\\p{Lettr}", "the property Lettr is not known, or not supported (at character 1)")]
    [InlineData("\\p{Script=Tengwar}", "the script Tengwar is not supported (at character 1)")]
    [InlineData("(?:[a-z]{1,200}){1,200}", "its repetitions, written out, take more than 10000 steps")]
    public void TryCompile_BadPattern_SaysWhatAndWhere(string pattern, string expected)
    {
        Assert.Null(EcmaPattern.TryCompile(pattern, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void TryCompile_GroupsNestedWithoutEnd_IsAProblem()
    {
        Assert.Null(EcmaPattern.TryCompile(new string('(', 10_000), out var problem));
        Assert.Equal("groups are nested more than 128 deep (at character 129)", problem);
    }

    [Fact]
    public void TryCompile_TextWithoutEnd_IsAProblem()
    {
        Assert.Null(EcmaPattern.TryCompile(new string('a', 65_537), out var problem));
        Assert.Equal("it is longer than 65536 characters", problem);
    }

    [Fact]
    public void TryCompile_OneSetAsOftenAsOneLikes_CountsIt()
    {
        var pattern = Compiled("^[a-z]{2,1000000}$");

        Assert.False(pattern.IsMatch("a"));
        Assert.True(pattern.IsMatch(new string('a', 1_000_000)));
        Assert.False(pattern.IsMatch(new string('a', 1_000_001)));
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(a|aa|a*)*b?$")]
    [InlineData("(x+x+)+y")]
    [InlineData("^(?!(a+)+$).*c$")]
    [InlineData("(?=(a*)*b)(?<=(a|a)*)c")]
    [InlineData("a.{0,200}b.{0,200}c")]
    public void Match_HostilePatternAndText_TakesTimeInProportion(string pattern)
    {
        var compiled = Compiled(pattern);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.NotEqual(PatternOutcome.Match, compiled.Match(new string('a', 50_000) + "!"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed}");
    }

    [Fact]
    public void Match_StatesWithoutEnd_StaysRight()
    {
        // Each of the last fourteen letters may be the one that counts: 16,384 states.
        var pattern = Compiled("a[ab]{13}c");
        var random = new Random(7);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));

        Assert.False(pattern.IsMatch(text));
        Assert.True(pattern.IsMatch(text + "abbbbbbbbbbbbbc"));
        Assert.False(pattern.IsMatch(text));
    }

    [Fact]
    public void Match_TooManyWays_IsGivenUp()
    {
        Assert.Equal(PatternOutcome.GaveUp, Compiled("^(a*)*\\1b$").Match(new string('a', 40)));
        Assert.False(Compiled("^(a*)*\\1b$").IsMatch(new string('a', 40)));
    }

    [Fact]
    public void Match_ManyThreads_AgreeWithOne()
    {
        var pattern = Compiled("^(?:[a-c]+-)*\\d{1,3}|\\bé[^-]x$");
        var texts = Enumerable.Range(0, 2_000).Select(RandomPattern.Text).ToArray();
        var expected = texts.Select(text => Compiled("^(?:[a-c]+-)*\\d{1,3}|\\bé[^-]x$").IsMatch(text)).ToArray();

        Assert.Equal(expected, texts.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(pattern.IsMatch));
    }

    private static EcmaPattern Compiled(string pattern)
    {
        var compiled = EcmaPattern.TryCompile(pattern, out var problem);
        Assert.Null(problem);
        return compiled!;
    }
}
