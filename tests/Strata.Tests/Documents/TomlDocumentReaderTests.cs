using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Values;

namespace Strata.Tests.Documents;

public class TomlDocumentReaderTests
{
    [Theory]
    [InlineData("1_000", ScalarType.Integer, "1000")]
    [InlineData("+99", ScalarType.Integer, "+99")]
    [InlineData("-0", ScalarType.Integer, "-0")]
    [InlineData("99999999999999999999", ScalarType.Integer, "99999999999999999999")]
    [InlineData("0xDEAD_beef", ScalarType.Integer, "0xDEADbeef")]
    [InlineData("0o17", ScalarType.Integer, "0o17")]
    [InlineData("0b1_01", ScalarType.Integer, "5")]
    [InlineData("6.02_2e+2_3", ScalarType.Float, "6.022e+23")]
    [InlineData("-0.0", ScalarType.Float, "-0.0")]
    [InlineData("1e5", ScalarType.Float, "1e5")]
    [InlineData("inf", ScalarType.Float, ".inf")]
    [InlineData("+inf", ScalarType.Float, ".inf")]
    [InlineData("-inf", ScalarType.Float, "-.inf")]
    [InlineData("nan", ScalarType.Float, ".nan")]
    [InlineData("-nan", ScalarType.Float, ".nan")]
    [InlineData("true", ScalarType.Boolean, "true")]
    [InlineData("false", ScalarType.Boolean, "false")]
    public void Read_UnquotedValue_HasTheSpellingOfTheCoreSchema(string toml, ScalarType type, string text)
    {
        var node = Scalar($"a = {toml}");

        Assert.Equal((type, text, ScalarStyle.Plain), (node.Type, node.Text, node.Style));
        Assert.Equal(type, CoreSchema.TypeOf(node.Text));
    }

    [Theory]
    [InlineData("1979-05-27")]
    [InlineData("07:32:00")]
    [InlineData("07:32")]
    [InlineData("2024-02-29T23:59:60.123456789123Z")]
    [InlineData("1979-05-27 07:32:00")]
    [InlineData("1979-05-27t00:32:00.5-07:00")]
    public void Read_DateOrTime_IsText(string toml)
    {
        var node = Scalar($"a = {toml} # comment");

        Assert.Equal((ScalarType.String, toml, ScalarStyle.Quoted), (node.Type, node.Text, node.Style));
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("''", "")]
    [InlineData("\"a\\tb\\\"\\\\\\u00e9\\U0001F600\\x41\\e\"", "a\tb\"\\é😀A\u001B")]
    [InlineData("'C:\\temp\\new'", "C:\\temp\\new")]
    [InlineData("\"\"\"\r\nx\r\n  y\\\n\n   z\"\"\"", "x\n  yz")]
    [InlineData("\"\"\"a \"\"quoted\"\" \"\"\"\"\"", "a \"\"quoted\"\" \"\"")]
    [InlineData("'''\n\\n 'x'\n'''", "\\n 'x'\n")]
    [InlineData("\"# no comment\"", "# no comment")]
    [InlineData("\"12\"", "12")]
    public void Read_Text_IsUnescapedAndNeverTyped(string toml, string text)
    {
        var node = Scalar($"a = {toml}");

        Assert.Equal((ScalarType.String, text, ScalarStyle.Quoted), (node.Type, node.Text, node.Style));
    }

    [Fact]
    public void Read_TablesOutOfOrder_AreJoinedInTheOrderFirstSeen()
    {
        var root = Read("""
            top = 1
            [a.b]
            c = 1
            [x]
            y.z = 1
            y.w = 2
            [a]
            d = 2
            [a.e]
            [[list]]
            n = 1
            [list.sub]
            k = 1
            [[list]]
            n = 2
            [x.y.deep]
            """).Root;

        Assert.Equal(["top", "a", "x", "list"], root.Keys);
        Assert.Equal(["b", "d", "e"], ((MappingNode)root["a"]).Keys);
        Assert.Equal(["z", "w", "deep"], ((MappingNode)Find(root, "x.y")).Keys);
        Assert.Equal("1", ((ScalarNode)Find(root, "list[0].sub.k")).Text);
        Assert.Equal("2", ((ScalarNode)Find(root, "list[1].n")).Text);
    }

    [Fact]
    public void Read_Positions_AreThoseOfKeysValuesAndHeaders()
    {
        var root = Read("""
            # c
            "é😀" = { x.y = [ 1,
              "😀", 2 ] }
            [a . "b.c"]
            k = 1
            [[l]]
            [[l]]
            [a]
            """).Root;

        Assert.Equal("1:1", root.Position.ToString());
        Assert.Equal("2:1", root.Entries[0].KeyPosition.ToString());
        Assert.Equal("2:9", root["é😀"].Position.ToString());
        Assert.Equal("2:11", Find(root, "é😀.x").Position.ToString());
        Assert.Equal("2:17", Find(root, "é😀.x.y").Position.ToString());
        Assert.Equal("3:3", Find(root, "é😀.x.y[1]").Position.ToString());
        Assert.Equal("3:9", Find(root, "é😀.x.y[2]").Position.ToString());
        Assert.Equal("8:2", root["a"].Position.ToString());
        Assert.Equal("4:6", Find(root, "a.\"b.c\"").Position.ToString());
        Assert.Equal("5:5", Find(root, "a.\"b.c\".k").Position.ToString());
        Assert.Equal("6:3", root["l"].Position.ToString());
        Assert.Equal("7:3", Find(root, "l[1]").Position.ToString());
    }

    [Fact]
    public void Read_InlineTableOverSeveralLines_IsAccepted()
    {
        var root = Read("a = { # c\n b = 1,\n c = [ # d\n 1,\n ], \n}\r\n").Root;

        Assert.Equal(["b", "c"], ((MappingNode)root["a"]).Keys);
    }

    [Fact]
    public void Read_TemplateInText_IsMarkedOnEveryParent()
    {
        var root = Read("[a.b]\nx = \"${X}\"\n[c]\nx = 1").Root;

        Assert.True(root["a"].HasTemplates);
        Assert.False(root["c"].HasTemplates);
    }

    [Theory]
    [InlineData("a = 1\n\"a\" = 2", "2:1", "a", "1:1")]
    [InlineData("[a]\n[a]", "2:2", "a", "1:2")]
    [InlineData("[a.b]\n[a]\n[a]", "3:2", "a", "2:2")]
    [InlineData("[a]\nb = 1\n[a.b]", "3:4", "b", "2:1")]
    [InlineData("a = { b = 1 }\na.c = 2", "2:1", "a", "1:1")]
    [InlineData("a = { b = 1 }\n[a.c]", "2:2", "a", "1:1")]
    [InlineData("a = { b = 1, b = 2 }", "1:14", "b", "1:7")]
    [InlineData("a = { b.c = 1, b = 2 }", "1:16", "b", "1:7")]
    [InlineData("a = [1]\n[[a]]", "2:3", "a", "1:1")]
    [InlineData("[[a]]\n[a]", "2:2", "a", "1:3")]
    [InlineData("[a]\n[[a]]", "2:3", "a", "1:2")]
    [InlineData("[[a]]\n[b]\n[[a.c]]\n[a.c]", "4:4", "c", "3:5")]
    [InlineData("a.b = 1\n[a]", "2:2", "a", "1:1")]
    [InlineData("[a.b]\nc = 1\n[a]\nb.d = 1", "4:1", "b", "1:4")]
    [InlineData("[a.b.c]\n[a]\nb.d = 1\n[a.b]", "4:4", "b", "1:4")]
    [InlineData("a.b = 1\na.b.c = 2", "2:3", "b", "1:3")]
    public void Read_KeyOrTableTwice_NamesBothPlaces(string text, string position, string key, string first)
    {
        var parsed = Read(text);

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Empty(parsed.Documents);
        Assert.Equal((DiagnosticCode.DuplicateKey, position), (error.Code, error.Position.ToString()));
        Assert.Equal(($"duplicate key \"{key}\"", $"first defined at {first}"), (error.Message, error.Label));
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Read_SeveralDuplicates_ReportsEach() =>
        Assert.Equal(["2:1", "4:2", "6:1"], Read("a = 1\na = 2\n[b]\n[b]\nc = 1\nc = 2\n[d]").Diagnostics.Select(d => d.Position.ToString()));

    [Theory]
    [InlineData("a = ", "1:5", "value is missing")]
    [InlineData("a 1", "1:3", "\"=\" is expected")]
    [InlineData("a b = 1", "1:3", "\"=\" is expected")]
    [InlineData("= 1", "1:1", "key cannot begin")]
    [InlineData("é = 1", "1:1", "takes quotes")]
    [InlineData("a. = 1", "1:4", "key cannot begin")]
    [InlineData("[a", "1:3", "\"]\" is expected")]
    [InlineData("[[a]", "1:4", "\"]]\" is expected")]
    [InlineData("[ [a]]", "1:3", "key cannot begin")]
    [InlineData("[]", "1:2", "key cannot begin")]
    [InlineData("[a] b = 1", "1:5", "behind the end")]
    [InlineData("a = 1 b = 2", "1:7", "behind the end")]
    [InlineData("\"😀\" = 1 b = 2", "1:10", "behind the end")]
    [InlineData("a = 01", "1:5", "leading zeros")]
    [InlineData("a = 1.", "1:5", "both sides")]
    [InlineData("a = .5", "1:5", "both sides")]
    [InlineData("a = 1__0", "1:5", "both sides")]
    [InlineData("a = 1979-02-30", "1:5", "a date is written")]
    [InlineData("a = 25:00:00", "1:5", "a date is written")]
    [InlineData("a = True", "1:5", "small letters")]
    [InlineData("a = null", "1:5", "TOML has no null")]
    [InlineData("a = hello", "1:5", "text takes quotes")]
    [InlineData("a = \"x\nb = 1", "1:5", "never ends")]
    [InlineData("a = '''x", "1:5", "never ends")]
    [InlineData("a = \"C:\\temp\\path\"", "1:13", "escape is not known")]
    [InlineData("a = \"\\U00110000\"", "1:6", "no character")]
    [InlineData("a = [1\nb = 2", "2:1", "\",\" or \"]\"")]
    [InlineData("a = [1", "1:7", "opened at 1:5 never ends")]
    [InlineData("a = {x = 1", "1:11", "opened at 1:5 never ends")]
    [InlineData("a = [1,,2]", "1:8", "value is missing")]
    [InlineData("a = 1\rb = 2", "1:6", "carriage return")]
    public void Read_SyntaxError_IsExplainedAtItsPlace(string text, string position, string said)
    {
        var parsed = Read(text);

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Empty(parsed.Documents);
        Assert.Equal((DiagnosticCode.SyntaxError, position), (error.Code, error.Position.ToString()));
        Assert.Contains(said, error.Message + error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "1:1", "STR0006")]
    [InlineData("# only a comment\n", "1:1", "STR0006")]
    [InlineData("a = \"\\ud800\"", "1:6", "STR0003")]
    [InlineData("a = \"\\ud83d\\ude00\"", "1:6", "STR0003")]
    [InlineData("a = 'x\u0000'", "1:7", "STR0013")]
    public void Read_NoDocument_SaysWhy(string text, string position, string code)
    {
        var error = Assert.Single(Read(text).Diagnostics);

        Assert.Equal((code, position), (error.Code.ToString(), error.Position.ToString()));
    }

    [Fact]
    public void Read_NestingAtTheLimit_IsAccepted()
    {
        var limits = new ParseLimits { MaxDepth = 3 };

        Assert.Empty(Read("a.b.c = 1\n[x.y]\nz = 1\n[[l]]\n[q]\nr = [1]", limits).Diagnostics);
        foreach (var (text, column) in new[] { ("a.b.c.d = 1", 7), ("[x.y.z]", 6), ("a.b.c = []", 9), ("a.b = [[]]", 8), ("[a]\n[[a.l]]", 5), ("a = {b.c.d = 1}", 8) })
        {
            var error = Assert.Single(Read(text, limits).Diagnostics);
            Assert.Equal((text, DiagnosticCode.NestingTooDeep, column), (text, error.Code, error.Position.Column));
        }
    }

    [Theory]
    [InlineData("a = [1, 2]", 4)]
    [InlineData("[a.b]\nc = 1", 4)]
    [InlineData("[[l]]\na = 1", 4)]
    [InlineData("a = {b.c = 1}", 4)]
    public void Read_NodesAtTheLimit_AreAccepted(string text, int nodes)
    {
        Assert.Equal(nodes, Read(text, new ParseLimits { MaxNodes = nodes }).Root.Size);
        Assert.Equal(DiagnosticCode.TooManyNodes, Assert.Single(Read(text, new ParseLimits { MaxNodes = nodes - 1 }).Diagnostics).Code);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("a = ", "[", "1:132")]
    [InlineData("a = ", "{a=", "1:386")]
    [InlineData("a = ", "[{a=", "1:258")]
    [InlineData("", "a.", "1:257")]
    [InlineData("[", "a.", "1:258")]
    [InlineData("[[", "a.", "1:259")]
    public async Task Read_DeepNesting_StopsAtTheLimit(string before, string opening, string position)
    {
        var text = before + string.Concat(Enumerable.Repeat(opening, 100_000)) + "a]]";
        var parsed = await Task.Run(() => Read(text), TestContext.Current.CancellationToken);

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Equal((DiagnosticCode.NestingTooDeep, position), (error.Code, error.Position.ToString()));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("[[a]]\n", "999999:3")]
    [InlineData("[[a]]\n[a.b]\n", "999999:3")]
    public async Task Read_MillionsOfSmallTables_StopsAtTheLimit(string table, string position)
    {
        var text = string.Concat(Enumerable.Repeat(table, 15_000_000 / table.Length));
        var parsed = await Task.Run(() => Read(text), TestContext.Current.CancellationToken);

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Equal((DiagnosticCode.TooManyNodes, position), (error.Code, error.Position.ToString()));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("a = \"", "\\q", "1:6", "STR0001")]
    [InlineData("a = \"", "\n", "1:5", "STR0001")]
    [InlineData("a = \"\"\"", "\r", "1:8", "STR0001")]
    [InlineData("a = 0b", "1", "1:5", "STR0001")]
    [InlineData("a = 1", "_", "1:5", "STR0001")]
    [InlineData("", "a = 1\n", "2:1", "STR0004")]
    public async Task Read_MillionsOfErrors_EndsWithTheFirst(string before, string repeated, string position, string code)
    {
        var text = before + string.Concat(Enumerable.Repeat(repeated, 15_000_000 / repeated.Length));
        var parsed = await Task.Run(() => Read(text), TestContext.Current.CancellationToken);

        Assert.InRange(parsed.Diagnostics.Length, 1, 101);
        Assert.Equal(parsed.Diagnostics.Length == 101, parsed.Diagnostics[^1].Code == DiagnosticCode.TooManyErrors);
        Assert.Equal((code, position), (parsed.Diagnostics[0].Code.ToString(), parsed.Diagnostics[0].Position.ToString()));
    }

    private static Parsed Read(string text, ParseLimits? limits = null) => Parsed.From(Encoding.UTF8.GetBytes(text), "test.toml", limits);

    private static ScalarNode Scalar(string text) => Assert.IsType<ScalarNode>(Read(text).Root["a"]);

    private static ConfigNode Find(MappingNode root, string path) => ConfigPath.Parse(path).Find(root)!;
}
