using Strata.Diagnostics;
using Strata.Documents;

namespace Strata.Tests.Documents;

/// <summary>Texts that are written to cost time or memory. The timeouts are generous: they tell hours from seconds.</summary>
[Trait("Level", "security")]
public class HostileYamlTests
{
    private const int Megabytes15 = 15_000_000;

    [Theory(Timeout = 30_000)]
    [InlineData("a: ", "[", "1:131", 10)]
    [InlineData("a: ", "[\n ", "128:2", 10)]
    [InlineData("a: ", "{a: ", "1:512", 10)]
    [InlineData("a: ", "[{a: ", "1:320", 10)]
    [InlineData("", "- ", "1:257", 10)]
    [InlineData("", "? ", "1:3", 14)]
    [InlineData("a: ", "{? ", "1:7", 14)]
    public async Task Read_100000Levels_StopsAtTheLimit(string before, string opening, string position, int code)
    {
        var parsed = await Read(before + Repeat(opening, 100_000), TestContext.Current.CancellationToken);

        AssertError(parsed, new DiagnosticCode(code), position);
    }

    [Fact(Timeout = 30_000)]
    public async Task Read_LevelsByIndentation_StopsAtTheLimit()
    {
        var text = string.Concat(Enumerable.Range(0, 4_000).Select(level => new string(' ', level) + "a:\n"));
        var parsed = await Read(text, TestContext.Current.CancellationToken);

        AssertError(parsed, DiagnosticCode.NestingTooDeep, "129:129");
    }

    [Fact]
    public void Read_NestingAtTheLimit_IsAccepted()
    {
        var limits = new ParseLimits { MaxDepth = 3 };

        Assert.Empty(Parsed.From("a: {b: [1]}\n", limits: limits).Diagnostics);
        AssertError(Parsed.From("a: {b: [[]]}\n", limits: limits), DiagnosticCode.NestingTooDeep, "1:9");
    }

    [Fact]
    public void Read_NodesAtTheLimit_AreAccepted()
    {
        var limits = new ParseLimits { MaxNodes = 8 };

        Assert.Equal(8, Parsed.From("a: &a [1, 2]\nb: *a\nc: 1\n", limits: limits).Root.Size);
        AssertError(Parsed.From("a: &a [1, 2]\nb: *a\nc: *a\n", limits: limits), DiagnosticCode.TooManyNodes, "3:4");
        AssertError(Parsed.From("a: &a [1, 2]\nb: *a\nc: 1\nd: 2\n", limits: limits), DiagnosticCode.TooManyNodes, "4:4");
    }

    [Fact]
    public void Read_DocumentsOfOneStream_ShareTheNodeLimit() =>
        AssertError(Parsed.From("a: 1\n---\nb: 1\n---\nc: 1\n", limits: new ParseLimits { MaxNodes = 5 }), DiagnosticCode.TooManyNodes, "5:4");

    [Fact(Timeout = 30_000)]
    public async Task Read_BillionLaughs_StopsAtTheAliasThatIsTooMuch()
    {
        var text = "a0: &a0 [x,x]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n"));

        AssertError(await Read(text, TestContext.Current.CancellationToken), DiagnosticCode.TooManyNodes, "7:26");
    }

    [Fact(Timeout = 30_000)]
    public async Task Read_AliasesThatNestDeeperAndDeeper_StopsAtTheLimit()
    {
        var text = "a0: &a0 [x]\n" + string.Concat(Enumerable.Range(1, 1_000).Select(i => $"a{i}: &a{i} [*a{i - 1}]\n"));

        AssertError(await Read(text, TestContext.Current.CancellationToken), DiagnosticCode.NestingTooDeep, "128:7");
    }

    [Fact(Timeout = 30_000)]
    public async Task Read_MergeKeysThatCopyALargeMapping_StopsAtTheAliasThatIsTooMuch()
    {
        var text = $"a: &a {{{string.Join(", ", Enumerable.Range(0, 100_000).Select(i => $"k{i}: 1"))}}}\nb:\n{Repeat("- <<: *a\n", 100_000)}";

        AssertError(await Read(text, TestContext.Current.CancellationToken), DiagnosticCode.TooManyNodes, "11:7");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "- &a x\n", "1000000:3")]
    [InlineData("a: &a 1\nb:\n", "- *a\n", "1000000:3")]
    [InlineData("a: &a 1\nb: [", "*a, ", "2:3999993")]
    [InlineData("", "- !t x\n", "1000000:3")]
    [InlineData("a: [", "a, ", "1:2999999")]
    [InlineData("a: [", "a,\n ", "999999:2")]
    [InlineData("a: [", "[],", "1:2999999")]
    [InlineData("a: [", "{},", "1:2999999")]
    [InlineData("a:\n", "-\n", "1000000:2")]
    [InlineData("a: &a {x: 1}\nb:\n", "- <<: *a\n", "333335:3")]
    public async Task Read_MillionsOfSmallNodes_StopsAtTheLimit(string before, string repeated, string position) =>
        AssertError(await Read(before + Repeat(repeated, Megabytes15 / repeated.Length), TestContext.Current.CancellationToken), DiagnosticCode.TooManyNodes, position);

    [Theory(Timeout = 60_000)]
    [InlineData("--- {}\n", 11, "10001:1")]
    [InlineData("---\n", 6, "1:1")]
    [InlineData("k: v\n", 4, "2:1")]
    [InlineData("<<: {}\n", 4, "2:1")]
    [InlineData("- !!int x\n", 16, "1:3")]
    [InlineData("*a\n", 8, "1:1")]
    [InlineData("\tx\n", 2, "1:1")]
    [InlineData("? []\n: x\n", 14, "1:3")]
    public async Task Read_MillionsOfErrors_EndsEarly(string repeated, int code, string position)
    {
        var parsed = await Read(Repeat(repeated, Megabytes15 / repeated.Length), TestContext.Current.CancellationToken);

        Assert.Empty(parsed.Documents);
        Assert.InRange(parsed.Diagnostics.Length, 1, 101);
        Assert.Equal(parsed.Diagnostics.Length == 101, parsed.Diagnostics[^1].Code == DiagnosticCode.TooManyErrors);
        Assert.Equal((new DiagnosticCode(code), position), (parsed.Diagnostics[0].Code, parsed.Diagnostics[0].Position.ToString()));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("a: \"", " \ty\n", "\"")]
    [InlineData("a: |\n", " \ty\n", "")]
    public async Task Read_MillionsOfTabsInOneText_AreHarmless(string before, string repeated, string after)
    {
        var root = (await Read(before + " x\n" + Repeat(repeated, 1_000_000) + " " + after, TestContext.Current.CancellationToken)).Documents;

        Assert.Single(root);
    }

    [Fact(Timeout = 60_000)]
    public async Task Read_MillionsOfTextsWithATab_TakesLinearTime()
    {
        var parsed = await Read("a:\n" + Repeat("- \"x\n \ty\"\n", 300_000) + "\tb: 1\n", TestContext.Current.CancellationToken);

        AssertError(parsed, DiagnosticCode.TabIndentation, "600002:1");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("a: *", "x", "STR0008")]
    [InlineData("a: &a [*a", "x", "STR0008")]
    public async Task Read_NameOf15Megabytes_IsCutInTheMessage(string before, string repeated, string code)
    {
        var error = Assert.Single((await Read(before + Repeat(repeated, Megabytes15), TestContext.Current.CancellationToken)).Diagnostics);

        Assert.Equal(code, error.Code.ToString());
        Assert.InRange(error.Message.Length, 100, 200);
    }

    // Each of these took a general parser seconds to minutes, or a stack of its own.
    [Theory(Timeout = 30_000)]
    [InlineData("a: ", "[", 10)]
    [InlineData("", "- ", 10)]
    [InlineData("", "? ", 14)]
    [InlineData("", "{\"", 1)]
    [InlineData("a: ", "\"", 1)]
    [InlineData("a: ", "'", 0)]
    [InlineData("a: ", "!", 1)]
    [InlineData("a: ", "&", 0)]
    [InlineData("a: ", "\"x\\\n", 1)]
    [InlineData("a: b\n", "\n", 0)]
    [InlineData("a: b\n", " ", 0)]
    [InlineData("a: b\n", "#\n", 0)]
    [InlineData("a: b\n", "     \t\n", 0)]
    [InlineData("a: |\n", "\n ", 0)]
    [InlineData("a: >\n", " x\n\n", 0)]
    [InlineData("a: x", "\n\n x", 0)]
    [InlineData("a: ", "éxx ", 0)]
    [InlineData("a: ", ":x", 0)]
    [InlineData("a: ", "x#", 0)]
    [InlineData("", "k", 5)]
    [InlineData("", "k ", 5)]
    [InlineData("%TAG !a! ", "b", 1)]
    [InlineData("", "%X\n", 1)]
    [InlineData("", "...\n", 6)]
    [InlineData("a: [", "x\n ", 1)]
    [InlineData("{é: [", "[], ", 1)]
    public async Task Read_FifteenMegabytesOfAFewCharacters_EndsInLinearTime(string before, string repeated, int code)
    {
        var limits = new ParseLimits { MaxNodes = int.MaxValue, MaxFileBytes = int.MaxValue };
        var text = before + Repeat(repeated, Megabytes15 / repeated.Length);
        var parsed = await Task.Run(() => Parsed.From(text, limits: limits), TestContext.Current.CancellationToken);

        Assert.Equal(code, parsed.Diagnostics.FirstOrDefault()?.Code.Number ?? 0);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "k{0}: v\n", "")]
    [InlineData("{", "k{0}: v, ", "}")]
    [InlineData("{é: é, ", "\"é{0}\":\"\\u00e9\", ", "}")]
    [InlineData("", "k{0}: !append [&a{0} v, *a{0}]\n", "")]
    [InlineData("", "k{0}: &a{0} |\n  text\n", "")]
    [InlineData("", "? k{0}\n: - v\n", "")]
    public async Task Read_UniqueKeys_AreAllThere(string before, string repeated, string after)
    {
        const int Keys = 300_000;
        var text = before + string.Concat(Enumerable.Range(0, Keys).Select(i => repeated.Replace("{0}", $"{i}", StringComparison.Ordinal))) + after;
        var limits = new ParseLimits { MaxNodes = int.MaxValue };
        var parsed = await Task.Run(() => Parsed.From(text, limits: limits), TestContext.Current.CancellationToken);

        Assert.Empty(parsed.Diagnostics);
        Assert.InRange(Assert.Single(parsed.Documents).Root.Count, Keys, Keys + 1);
    }

    private static Task<Parsed> Read(string text, CancellationToken cancellation) => Task.Run(() => Parsed.From(text), cancellation);

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static void AssertError(Parsed parsed, DiagnosticCode code, string position)
    {
        var error = Assert.Single(parsed.Diagnostics);
        Assert.Empty(parsed.Documents);
        Assert.Equal((code, position), (error.Code, error.Position.ToString()));
    }
}
