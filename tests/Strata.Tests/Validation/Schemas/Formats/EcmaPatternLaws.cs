using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Strata.Validation.Schemas.Formats;

namespace Strata.Tests.Validation.Schemas.Formats;

/// <summary>What holds for every pattern: two other engines find the same, each way to match finds the same, and what is no pattern is refused quietly.</summary>
[Trait("Level", "integration")]
public class EcmaPatternLaws
{
    // It finds empty matches within a surrogate pair too (/\B/u in "b😁b"), which the standard does not: what it says then is no answer, a 3.
    private const string Script = """
        const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const match = (pattern, text) => {
          let found;
          try { found = new RegExp(pattern, 'u').exec(text) } catch { return 2 }
          return found === null ? 0 : found.index > 0 && text.codePointAt(found.index - 1) > 0xFFFF ? 3 : 1;
        };
        console.log(JSON.stringify(cases.map(([pattern, texts]) => texts.map(text => match(pattern, text)))));
        """;

    private static readonly string[] Pieces =
        ["a", "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", "\\", "-", ",", "1", "2", "(?<", "(?=", "(?!", "(?<n>", "\\k<n>", "\\p{L}", "\\u", "\\u{", "😀", "\uD83D", "\\b", ".", "=", "!"];

    [Fact]
    public void Match_RandomPattern_IsAsInNode()
    {
        var cases = Enumerable.Range(0, 2_000).Select(static seed => (
            Pattern: RandomPattern.Of(seed, refersBack: seed % 3 == 0),
            Texts: Enumerable.Range(seed * 8, 8).Select(RandomPattern.Text).ToArray())).ToArray();
        var expected = AskNode(cases);
        var differences = new List<string>();
        var compared = 0;
        for (var i = 0; i < cases.Length; i++)
        {
            var pattern = EcmaPattern.TryCompile(cases[i].Pattern, out var problem);
            for (var j = 0; j < cases[i].Texts.Length; j++)
            {
                var outcome = pattern?.Match(cases[i].Texts[j]) ?? (PatternOutcome)2;
                if (outcome == PatternOutcome.GaveUp)
                {
                    // It would be on the other texts too, and that takes its time.
                    break;
                }

                if (expected[i][j] == 3)
                {
                    continue;
                }

                compared++;
                if ((int)outcome != expected[i][j])
                {
                    differences.Add($"{JsonSerializer.Serialize(cases[i].Pattern)} on {JsonSerializer.Serialize(cases[i].Texts[j])}: {outcome}, not {expected[i][j]} {problem}");
                }
            }
        }

        Assert.Empty(differences);
        Assert.InRange(compared, 15_900, 16_000);
    }

    [Fact]
    public void Match_AsciiPattern_IsAsInDotNet() => Gen.Select(
        OneOf("a", "b", "c", "[ab]", "[^a]", "[a-c]", ".", "(", ")", "(?:", "|", "*", "+", "?", "{2}", "{1,3}", "^", "$", "(?=", "(?!", "\\b", "[0-9]", "-").Array[1, 8].Select(string.Concat),
        Gen.Char["abc1- \n"].Array[0, 10].Select(static letters => new string(letters))).Sample(
        static (pattern, text) =>
        {
            if (EcmaPattern.TryCompile(pattern, out _) is { } compiled)
            {
                Assert.Equal(Regex.IsMatch(text, pattern.Replace("$", "\\z", StringComparison.Ordinal), RegexOptions.CultureInvariant), compiled.IsMatch(text));
            }
        },
        iter: 20_000);

    [Fact]
    public void Match_EachWay_FindsTheSame() => Gen.Select(Gen.Int, Gen.Int).Sample(
        static (seed, textSeed) =>
        {
            if (PatternParser.Parse(RandomPattern.Of(seed, refersBack: false), out _) is not { } tree)
            {
                return;
            }

            var text = RandomPattern.Text(textSeed);
            var expected = new PatternBacktracking(tree).Match(text);
            if (expected == PatternOutcome.GaveUp)
            {
                return;
            }

            Assert.Equal(expected, new PatternSimulation(tree).Match(text));
            if (tree.Looks.Count == 0)
            {
                Assert.Equal(expected, new PatternAutomaton(tree).Match(text));
            }

            if (PatternRun.TryCreate(tree.Root) is { } run)
            {
                Assert.Equal(expected, run.Match(text));
            }
        },
        iter: 5_000);

    [Fact]
    public void Match_OneSetRepeated_IsFoundWithoutSteps() => Gen.Select(
        OneOf("[a-z]", "[^a]", "\\w", ".", "[a-z0-9_-]", "😀", "[\\p{L}-]"),
        OneOf("", "*", "+", "?", "{2}", "{1,3}", "{2,}"),
        Gen.Int).Sample(
        static (set, quantifier, seed) =>
        {
            var tree = PatternParser.Parse($"^{set}{quantifier}$", out _)!;
            var text = RandomPattern.Text(seed);
            Assert.Equal(new PatternAutomaton(tree).Match(text), PatternRun.TryCreate(tree.Root)!.Match(text));
        },
        iter: 5_000);

    [Fact]
    public void TryCompile_AnyText_GivesAPatternOrAProblem() => Gen.OneOf(
        OneOf(Pieces).Array[0, 12].Select(string.Concat),
        Gen.String).Sample(
        static text =>
        {
            var pattern = EcmaPattern.TryCompile(text, out var problem);
            Assert.Equal(pattern is null, problem is not null);
            pattern?.Match(text);
        },
        iter: 10_000);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static int[][] AskNode((string Pattern, string[] Texts)[] cases)
    {
        var start = new ProcessStartInfo("node", ["-e", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process? node = null;
        try
        {
            node = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node is not there");
        }

        using (node)
        {
            // Escaped, because half a pair has no bytes in UTF-8.
            var json = JsonSerializer.Serialize(cases.Select(static one => new object[] { Escape(one.Pattern), one.Texts.Select(Escape).ToArray() }));
            node!.StandardInput.Write(json.Replace("\\uFFFC", "\\u", StringComparison.Ordinal));
            node.StandardInput.Close();
            var answer = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            return JsonSerializer.Deserialize<int[][]>(answer)!;
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var unit in text)
        {
            _ = char.IsSurrogate(unit) ? escaped.Append('\uFFFC').Append(((int)unit).ToString("X4", System.Globalization.CultureInfo.InvariantCulture)) : escaped.Append(unit);
        }

        return escaped.ToString();
    }
}
