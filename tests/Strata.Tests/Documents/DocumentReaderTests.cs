using System.Globalization;
using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Values;

namespace Strata.Tests.Documents;

/// <summary>What is refused before any format's parser sees it, and what holds for every format.</summary>
public class DocumentReaderTests
{
    // Pieces that mean something to one of the formats, so that random texts get past the first character.
    private static readonly string[] Pieces =
    [
        "a", "b.c", "\"k\"", "'q'", ": ", ":\n", " = ", "=", "\n", "\r\n", "\r", "  ", "\t", "- ", "? ", "[", "]", "[[", "]]", "{", "}", ",", "#c\n", "&x ", "*x", "!t ", "!!str ", "!append ",
        "<<: ", "|\n", ">-\n", "---\n", "...\n", "%YAML 1.2\n", "\"", "'", "\"\"\"", "\\", "\\u00e9", "\\ud800", "\\x4", "0x1F", "1_0", "1.5e3", "-", "+", "null", "true", "~", "${A}", "@", "`", "%",
        "😀", "é", "\u0085", "\u2028", "\0", "\u0001", "\u007f", "2027-01-31", "12:30", "_", "/", "//", "\uFEFF",
    ];

    public static TheoryData<string> Files => ["test.yml", "test.json", "test.toml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_RandomText_GivesDocumentsOrErrors(string file) =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 40].Select(string.Concat).Sample(text => AssertDocumentsOrErrors(Encoding.UTF8.GetBytes(text), file), iter: 20_000);

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_RandomBytes_GivesDocumentsOrErrors(string file) =>
        Gen.Byte.Array[0, 60].Sample(bytes => AssertDocumentsOrErrors(bytes, file), iter: 10_000);

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_CutOffText_GivesDocumentsOrErrors(string file)
    {
        var text = file switch
        {
            "test.json" => """{"a": [1, -2.5e3, {"b": "x\u00e9\n"}], "é": {"c": null, "d": [true, false]}}""",
            "test.toml" => "a = [1, -2.5e3, {b = \"x\\u00e9\"}]\n[é.\"q\"]\nd = '''x\ny'''\n[[l]]\ne = 2027-01-31 10:00:00Z\n",
            _ => "a: &x [1, {b: \"x\\u00e9\"}]\né: |\n  text\n  more\nc: !append\n  - *x\n  - 'q'\n---\nd: >-\n  folded\n",
        };
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var length = 0; length <= bytes.Length; length++)
        {
            AssertDocumentsOrErrors(bytes[..length], file);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_TooManyBytes_IsRefusedUnread(string file)
    {
        var parsed = Parsed.From("a: 1234567", file, new ParseLimits { MaxFileBytes = 9 });

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Equal((DiagnosticCode.FileTooLarge, "the file has 10 bytes; 9 are allowed", new SourcePosition(1, 1)), (error.Code, error.Message, error.Position));
    }

    [Fact]
    public void Read_FileOf50Megabytes_IsRefusedInAnyCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            var error = Assert.Single(Parsed.From(new byte[50_000_000]).Diagnostics);

            Assert.Equal("the file has 50,000,000 bytes; 16,777,216 are allowed", error.Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)':', 0xC3 }, "1:3", "0xC3")]
    [InlineData(new byte[] { 0xC3, 0xA9, (byte)'\n', 0xF0, 0x9F, 0x98, 0x80, 0x80 }, "2:3", "0x80")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "1:1", "0xED")]
    [InlineData(new byte[] { (byte)'a', 0xC0, 0x80 }, "1:2", "0xC0")]
    [InlineData(new byte[] { (byte)'\r', (byte)'\n', (byte)'\r', 0xF5 }, "3:1", "0xF5")]
    public void Read_BadUtf8_NamesTheByteAndItsPlace(byte[] bytes, string position, string named)
    {
        foreach (var file in Files)
        {
            var error = Assert.Single(Parsed.From(bytes, file).Diagnostics);
            Assert.Equal((DiagnosticCode.BadEncoding, position), (error.Code, error.Position.ToString()));
            Assert.Contains(named, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void Read_OtherEncodings_AreNamed(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        foreach (var bytes in new[] { encoding.GetBytes("a: 1\n"), [.. encoding.GetPreamble(), .. encoding.GetBytes("é: 1\n")] })
        {
            var error = Assert.Single(Parsed.From(bytes).Diagnostics);
            Assert.Equal((DiagnosticCode.BadEncoding, "1:1"), (error.Code, error.Position.ToString()));
            Assert.Contains("UTF-16", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData('\0', "U+0000")]
    [InlineData('\u0001', "U+0001")]
    [InlineData('\v', "U+000B")]
    [InlineData('\u001b', "U+001B")]
    [InlineData('\u007f', "U+007F")]
    public void Read_ControlCharacter_IsNamedWhereItStands(char control, string name)
    {
        foreach (var file in Files)
        {
            var error = Assert.Single(Parsed.From($"# comment\n\"é\": \"x{control}\"\n", file).Diagnostics);
            Assert.Equal((DiagnosticCode.ControlCharacter, "2:8"), (error.Code, error.Position.ToString()));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData('\u0085')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    public void Read_LineSeparatorOfYaml11_IsACharacterLikeOthers(char separator)
    {
        var root = Parsed.From($"a: x{separator}y\nb: 'x{separator}y'\nc: |\n  x{separator}y\n{separator}: [{separator}, d]\n").Root;

        Assert.All(root.Values.Take(3), value => Assert.Equal($"x{separator}y", ((ScalarNode)value).Text.TrimEnd('\n')));
        Assert.Equal(["1:1", "2:1", "3:1", "5:1"], root.Entries.ToArray().Select(entry => entry.KeyPosition.ToString()));
        Assert.Equal("5:8", ((SequenceNode)root[separator.ToString()])[1].Position.ToString());
    }

    [Theory]
    [InlineData("overrides/docker.yml", 1)]
    [InlineData("overrides/docker.yaml", 1)]
    [InlineData("overrides/docker.json", 0)]
    [InlineData("overrides/docker.toml", 0)]
    public void Read_Ending_DecidesTheFormat(string file, int documents) => Assert.Equal(documents, Parsed.From("a: 1\n", file).Documents.Length);

    private static void AssertDocumentsOrErrors(byte[] bytes, string file)
    {
        var parsed = Parsed.From(bytes, file);

        Assert.Equal(parsed.Documents.IsEmpty, parsed.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error));
        Assert.All(parsed.Diagnostics, d =>
        {
            Assert.InRange(d.Position.Line, 1, int.MaxValue);
            Assert.InRange(d.Position.Column, 1, int.MaxValue);
            Assert.InRange(d.Length, 1, int.MaxValue);
            Assert.DoesNotContain('\n', d.Message);
        });
    }
}
