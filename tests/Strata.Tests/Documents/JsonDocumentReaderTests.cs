using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Values;

namespace Strata.Tests.Documents;

public class JsonDocumentReaderTests
{
    [Fact]
    public void Read_EveryKindOfValue_KeepsTypeSpellingAndPlace()
    {
        var root = Read("""
            {
              "text": "5432", "n": -0, "big": 123456789012345678901234567890,
              "f": 1.50, "e": 1E+2, "t": true, "no": false, "nil": null,
              "list": [1, {"a": "b"}]
            }
            """).Root;

        Assert.Equal((ScalarType.String, "5432", ScalarStyle.Quoted), Scalar(root, "text"));
        Assert.Equal((ScalarType.Integer, "-0", ScalarStyle.Plain), Scalar(root, "n"));
        Assert.Equal((ScalarType.Integer, "123456789012345678901234567890", ScalarStyle.Plain), Scalar(root, "big"));
        Assert.Equal((ScalarType.Float, "1.50", ScalarStyle.Plain), Scalar(root, "f"));
        Assert.Equal((ScalarType.Float, "1E+2", ScalarStyle.Plain), Scalar(root, "e"));
        Assert.Equal((ScalarType.Boolean, "true", ScalarStyle.Plain), Scalar(root, "t"));
        Assert.Equal((ScalarType.Boolean, "false", ScalarStyle.Plain), Scalar(root, "no"));
        Assert.Equal((ScalarType.Null, "null", ScalarStyle.Plain), Scalar(root, "nil"));
        Assert.Equal(new SourcePosition(1, 1), root.Position);
        Assert.Equal(new SourcePosition(4, 11), root["list"].Position);
        Assert.Equal(new SourcePosition(4, 21), ConfigPath.Parse("list[1].a").Find(root)!.Position);
        Assert.Equal(new SourcePosition(4, 16), ((MappingNode)((SequenceNode)root["list"])[1]).Entries[0].KeyPosition);
    }

    [Fact]
    public void Read_CharactersBeyondAscii_CountsColumnsInUtf16()
    {
        var root = Read("""{"é😀": "😀", "b": 1}""").Root;

        Assert.Equal(new SourcePosition(1, 9), root["é😀"].Position);
        Assert.Equal(new SourcePosition(1, 20), root["b"].Position);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Read_AnyLineEnding_CountsLinesAsEditorsDo(string end)
    {
        var root = Read($"{{{end}\"a\":{end}{end}  1}}").Root;

        Assert.Equal(new SourcePosition(2, 1), root.Entries[0].KeyPosition);
        Assert.Equal(new SourcePosition(4, 3), root["a"].Position);
    }

    [Fact]
    public void Read_TemplateInText_IsMarkedOnEveryParent()
    {
        var root = Read("""{"a": ["${X}"], "b": ["x"]}""").Root;

        Assert.True(root.HasTemplates);
        Assert.True(root["a"].HasTemplates);
        Assert.False(root["b"].HasTemplates);
    }

    [Fact]
    public void Read_MergeKeyOfYaml_IsAnOrdinaryKey()
    {
        var root = Read("""{"<<": {"a": 1}}""").Root;

        Assert.Equal(["<<"], root.Keys);
    }

    [Fact]
    public void Read_DuplicateKey_NamesBothPlaces()
    {
        var error = Assert.Single(Read("{\"a\": {\"k\": 1,\n \"\\u006b\": {}}}").Diagnostics);

        Assert.Equal((DiagnosticCode.DuplicateKey, new SourcePosition(2, 2), "duplicate key \"k\"", "first defined at 1:8"), (error.Code, error.Position, error.Message, error.Label));
    }

    [Theory]
    [InlineData("", "1:1", "STR0006")]
    [InlineData(" \r\n\t", "1:1", "STR0006")]
    [InlineData(" [1]", "1:2", "STR0005")]
    [InlineData("\"text\"", "1:1", "STR0005")]
    [InlineData("null", "1:1", "STR0005")]
    [InlineData("{\"a\": \"\\ud800\"}", "1:7", "STR0003")]
    [InlineData("{\"a\": \"\\ud800\\u0041\"}", "1:7", "STR0003")]
    [InlineData("{\"\\udc00\": 1}", "1:2", "STR0003")]
    public void Read_NoDocument_SaysWhy(string text, string position, string code)
    {
        var parsed = Read(text);

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Empty(parsed.Documents);
        Assert.Equal((code, position), (error.Code.ToString(), error.Position.ToString()));
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Read_SurrogatePairAsEscapes_IsOneCharacter() =>
        Assert.Equal("😀", Scalar(Read("""{"a": "\ud83d\ude00"}""").Root, "a").Text);

    [Theory]
    [InlineData("{\"a\": 1,\n}", "1:8", "trailing comma")]
    [InlineData("{\"a\": [1, ]}", "1:9", "trailing comma")]
    [InlineData("// c\n{}", "1:1", "JSON has no comments")]
    [InlineData("{\"a\": 1 /* c */}", "1:9", "JSON has no comments")]
    [InlineData("# c\n{}", "1:1", "JSON has no comments")]
    [InlineData("{'a': 1}", "1:2", "single quotes")]
    [InlineData("{a: 1}", "1:2", "key in double quotes")]
    [InlineData("{\"a\": 1,, \"b\": 2}", "1:9", "key in double quotes")]
    [InlineData("{\"a\" 1}", "1:6", "\":\" is expected")]
    [InlineData("{\"a\": }", "1:7", "no JSON value")]
    [InlineData("{\"é\": nul}", "1:7", "no JSON value")]
    [InlineData("{\"a\": True}", "1:7", "no JSON value")]
    [InlineData("{\"a\": 01}", "1:7", "no JSON value")]
    [InlineData("{\"a\": 1.}", "1:7", "no JSON value")]
    [InlineData("{\"a\": 0x1}", "1:7", "no JSON value")]
    [InlineData("{\"a\": NaN}", "1:7", "no JSON value")]
    [InlineData("{\"a\": [1,,2]}", "1:10", "no JSON value")]
    [InlineData("{\"a\": -", "1:7", "no JSON value")]
    [InlineData("{\"a\": tru", "1:7", "no JSON value")]
    [InlineData("{\"a\": 1 \"b\": 2}", "1:9", "\",\" or a closing bracket")]
    [InlineData("[1 2]", "1:4", "\",\" or a closing bracket")]
    [InlineData("{\"a\": 1]", "1:8", "another kind")]
    [InlineData("{\"a\": [1}", "1:9", "another kind")]
    [InlineData("{\"a\": 1} x", "1:10", "behind the end")]
    [InlineData("{}\n{}", "2:1", "behind the end")]
    [InlineData("{\"a\": \"x\n\"}", "1:9", "line break or tab")]
    [InlineData("{\"a\": \"x\ty\"}", "1:9", "line break or tab")]
    [InlineData("{\"a\": \"\\q\"}", "1:9", "escape is not known")]
    [InlineData("{\"a\": \"\\u12G4\"}", "1:12", "escape is not known")]
    [InlineData("{\"a\": \"x", "1:7", "never ends")]
    [InlineData("{\"a\": 1\n", "2:1", "ends too early")]
    [InlineData("{\"a\"", "1:5", "ends too early")]
    [InlineData("{", "1:2", "ends too early")]
    [InlineData("{\r\"a\": x}", "2:6", "no JSON value")]
    public void Read_SyntaxError_IsExplainedAtItsPlace(string text, string position, string said)
    {
        var parsed = Read(text);

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Empty(parsed.Documents);
        Assert.Equal((DiagnosticCode.SyntaxError, position), (error.Code, error.Position.ToString()));
        Assert.Contains(said, error.Message + error.Hint, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Theory(Timeout = 20_000)]
    [InlineData("[", "1:129")]
    [InlineData("{\"a\":", "1:641")]
    [InlineData("[{\"a\":", "1:385")]
    public async Task Read_DeepNesting_StopsAtTheLimit(string opening, string position)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 100_000));
        var parsed = await Task.Run(() => Read(text), TestContext.Current.CancellationToken);

        var error = Assert.Single(parsed.Diagnostics);
        Assert.Equal((DiagnosticCode.NestingTooDeep, position), (error.Code, error.Position.ToString()));
    }

    [Fact]
    public void Read_NestingAtTheLimit_IsAccepted()
    {
        var limits = new ParseLimits { MaxDepth = 3 };

        Assert.Empty(Read("""{"a": {"b": [1]}}""", limits).Diagnostics);
        Assert.Equal((DiagnosticCode.NestingTooDeep, new SourcePosition(1, 14)), Place(Read("""{"a": {"b": [[]]}}""", limits)));
    }

    [Fact]
    public void Read_NodesAtTheLimit_AreAccepted()
    {
        var limits = new ParseLimits { MaxNodes = 4 };

        Assert.Equal(4, Read("""{"a": [1, 2]}""", limits).Root.Size);
        Assert.Equal((DiagnosticCode.TooManyNodes, new SourcePosition(1, 14)), Place(Read("""{"a": [1, 2, 3]}""", limits)));
    }

    [Theory(Timeout = 20_000)]
    [InlineData("1,")]
    [InlineData("[],")]
    [InlineData("{},")]
    [InlineData("\"\",")]
    public async Task Read_MillionsOfSmallNodes_StopsAtTheLimit(string item)
    {
        var text = "[" + string.Concat(Enumerable.Repeat(item, 15_000_000 / item.Length));
        var parsed = await Task.Run(() => Read(text), TestContext.Current.CancellationToken);

        Assert.Equal((DiagnosticCode.TooManyNodes, new SourcePosition(1, 2 + (999_999 * item.Length))), Place(parsed));
    }

    private static Parsed Read(string text, ParseLimits? limits = null) => Parsed.From(Encoding.UTF8.GetBytes(text), "test.json", limits);

    private static (DiagnosticCode Code, SourcePosition Position) Place(Parsed parsed)
    {
        var error = Assert.Single(parsed.Diagnostics);
        return (error.Code, error.Position);
    }

    private static (ScalarType Type, string Text, ScalarStyle Style) Scalar(MappingNode root, string key)
    {
        var node = Assert.IsType<ScalarNode>(root[key]);
        return (node.Type, node.Text, node.Style);
    }
}
