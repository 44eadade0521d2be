using System.Text;
using Strata.Diagnostics;
using Strata.Tests.Documents;
using Strata.Values;

namespace Strata.Tests.Diagnostics;

public class DiagnosticTextTests
{
    [Fact]
    public void Write_Diagnostic_HasTheFormOfACompilers()
    {
        var text = new string('\n', 541) + "  storage:\n    a: 1\n";
        var diagnostic = At(text, 542, 3) with { Label = "first defined at 411:3", Hint = "rename one of them, or join the two blocks" };

        Assert.Equal(
            """
            error STR0004: duplicate key "storage"
              --> overrides/docker.yml:542:3
               |
            542|   storage:
               |   ^^^^^^^ first defined at 411:3
               = help: rename one of them, or join the two blocks

            """,
            Written(diagnostic));
    }

    [Fact]
    public void Write_LineNumberOfFourDigits_WidensTheGutter() => Assert.Equal(
        """
        error STR0004: duplicate key "storage"
           --> overrides/docker.yml:1234:1
            |
        1234| k: v
            | ^
            = help: h

        """,
        Written(At(new string('\n', 1233) + "k: v", 1234, 1) with { Hint = "h" }));

    [Fact]
    public void Write_RelatedPlaces_StandBelowTheLine() => Assert.Equal(
        """
        warning STR3001: replaced
          --> overrides/docker.yml:1:1
           |
          1| k: v
           | ^
          --> overrides/base.yml:9:13: this is replaced
          --> overrides/x.yml: and this

        """,
        Written(At("k: v", 1, 1, DiagnosticCode.KindReplaced, DiagnosticSeverity.Warning, "replaced") with
        {
            Related = [new RelatedPosition("this is replaced", "overrides/base.yml", new SourcePosition(9, 13)), new RelatedPosition("and this", "overrides/x.yml", default)],
        }));

    [Fact]
    public void Write_WithoutAPlace_IsTheMessageAndTheFile()
    {
        Assert.Equal("error STR8002: no\n  --> a.yml\n", Written(Diagnostic.InFile("a.yml", DiagnosticCode.UnreadableFile, DiagnosticSeverity.Error, "no")));
        Assert.Equal("error STR2004: no\n   = help: h\n", Written(new Diagnostic(DiagnosticCode.UnknownType, DiagnosticSeverity.Error, "no") { Hint = "h" }));
        Assert.Equal(
            "error STR0003: no\n  --> a.yml:1:1\n",
            Written(Diagnostic.InFile("a.yml", DiagnosticCode.BadEncoding, DiagnosticSeverity.Error, "no") with { Position = new SourcePosition(1, 1) }));
    }

    [Fact]
    public void Write_Several_HaveAnEmptyLineBetween() => Assert.Equal(
        "error STR8002: a\n  --> a.yml\n\nerror STR8002: b\n  --> a.yml\n",
        Written(
            Diagnostic.InFile("a.yml", DiagnosticCode.UnreadableFile, DiagnosticSeverity.Error, "a"),
            Diagnostic.InFile("a.yml", DiagnosticCode.UnreadableFile, DiagnosticSeverity.Error, "b")));

    [Theory]
    [InlineData("\tkey: v", 2, 3, "  1|  key: v", "   |  ^^^")]
    [InlineData("中文: key", 5, 3, "  1| 中文: key", "   |       ^^^")]
    [InlineData("e\u0301e\u0301: key", 7, 3, "  1| e\u0301e\u0301: key", "   |     ^^^")]
    [InlineData("x: 中文", 4, 2, "  1| x: 中文", "   |    ^^^^")]
    [InlineData("😀: v", 5, 1, "  1| 😀: v", "   |     ^")]
    [InlineData("a: \e[31mred", 4, 8, "  1| a: ␛[31mred", "   |    ^^^^^^^^")]
    [InlineData("a: \u202Eb", 5, 1, "  1| a: \uFFFDb", "   |     ^")]
    [InlineData("a: b", 5, 1, "  1| a: b", "   |     ^")]
    [InlineData("a: b", 99, 1, "  1| a: b", "   |     ^")]
    [InlineData("password: hunter2", 11, 7, "  1| password: ********", "   |           ^^^^^^^^")]
    [InlineData("password: hunter2", 13, 1, "  1| password: ********", "   |           ^^^^^^^^")]
    [InlineData("{password: \"hunter2\", port: x}", 29, 1, "  1| {password: ********, port: x}", "   |                            ^")]
    public void Write_Line_IsUnderlinedWhereItIsShown(string line, int column, int length, string shown, string carets)
    {
        var lines = Written(At(line, 1, column) with { Length = length }).Split('\n');

        Assert.Equal(shown, lines[3]);
        Assert.Equal(carets, lines[4]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(130)]
    [InlineData(5_000_000)]
    [InlineData(9_999_998)]
    public void Write_LongLine_ShowsThePartAroundThePlace(int column)
    {
        var line = string.Concat(Enumerable.Repeat("abcdefghij", 1_000_000));
        var lines = Written(At(line, 1, column) with { Length = 3 }).Split('\n');

        Assert.InRange(lines[3].Length, 40, 115);
        Assert.Equal(column > 41, lines[3].StartsWith("  1| ...", StringComparison.Ordinal));
        Assert.Equal(column < 9_999_900, lines[3].EndsWith("...", StringComparison.Ordinal));
        var at = lines[4].IndexOf('^', StringComparison.Ordinal);
        Assert.Equal(line[column - 1], lines[3][at]);
        Assert.Equal(3, lines[4].Count(static c => c == '^'));
    }

    [Fact]
    public void Write_LongLineOfASecret_ShowsNoneOfIt()
    {
        var line = "password: " + new string('x', 100_000);

        Assert.Equal("  1| password: ********", Written(At(line, 1, 11)).Split('\n')[3]);
        Assert.Equal("  1| ...********", Written(At(line, 1, 50_000)).Split('\n')[3]);
    }

    [Fact]
    public void Write_TextsWithControlCharacters_DoNotReachTheTerminal()
    {
        var text = Written(At("a: 1", 1, 1, message: "un\e[2Jkey\nline") with { Hint = "\u009B2J", Label = "\a", File = "a\eb.yml" });

        Assert.DoesNotContain(text, static c => (char.IsControl(c) && c != '\n') || c == '\u009B');
        Assert.Equal(6, text.Count(static c => c == '\n'));
    }

    [Fact]
    public void Write_SensitiveValue_IsHiddenWhateverItsKey() =>
        Assert.Contains("  1| pin: ********", Written(At("pin: 1234", 1, 6) with { IsSensitive = true }), StringComparison.Ordinal);

    [Fact]
    public void Write_Colour_OnlyAddsColour()
    {
        var diagnostic = At("k: v", 1, 1) with { Label = "l", Hint = "h" };
        var coloured = Written(hasColour: true, diagnostic);

        Assert.StartsWith("\e[1;31merror STR0004\e[0m\e[1m: ", coloured, StringComparison.Ordinal);
        Assert.Equal(Written(diagnostic), System.Text.RegularExpressions.Regex.Replace(coloured, "\e\\[[0-9;]*m", ""));
    }

    [Fact]
    public void Write_DuplicateKeyOfAFile_PointsAtTheSecond() =>
        Assert.Contains("  3| a: 2\n   | ^ first defined at 1:1\n", Written([.. Parsed.From("a: 1\nb: 2\na: 2\n").Diagnostics]), StringComparison.Ordinal);

    private static Diagnostic At(
        string text,
        int line,
        int column,
        DiagnosticCode? code = null,
        DiagnosticSeverity severity = DiagnosticSeverity.Error,
        string message = "duplicate key \"storage\"") =>
        Diagnostic.At(new SourceText("overrides/docker.yml", Encoding.UTF8.GetBytes(text)), new SourcePosition(line, column), code ?? DiagnosticCode.DuplicateKey, severity, message);

    private static string Written(params Diagnostic[] diagnostics) => Written(hasColour: false, diagnostics);

    private static string Written(bool hasColour, params Diagnostic[] diagnostics)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var text = new DiagnosticText(writer, hasColour);
        foreach (var diagnostic in diagnostics)
        {
            text.Write(diagnostic);
        }

        return writer.ToString();
    }
}
