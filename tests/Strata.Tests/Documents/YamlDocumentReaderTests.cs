using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests.Documents;

public class YamlDocumentReaderTests
{
    [Theory]
    [InlineData("010", ScalarType.Integer)]
    [InlineData("0o17", ScalarType.Integer)]
    [InlineData("0x1F", ScalarType.Integer)]
    [InlineData("-12", ScalarType.Integer)]
    [InlineData("+12", ScalarType.Integer)]
    [InlineData("1_000", ScalarType.String)]
    [InlineData("0b11", ScalarType.String)]
    [InlineData("1.50", ScalarType.Float)]
    [InlineData(".5", ScalarType.Float)]
    [InlineData("1.", ScalarType.Float)]
    [InlineData("1e3", ScalarType.Float)]
    [InlineData(".inf", ScalarType.Float)]
    [InlineData("-.INF", ScalarType.Float)]
    [InlineData(".NaN", ScalarType.Float)]
    [InlineData("1.2.3", ScalarType.String)]
    [InlineData("12:30:45", ScalarType.String)]
    [InlineData("2027-01-31", ScalarType.String)]
    [InlineData("true", ScalarType.Boolean)]
    [InlineData("False", ScalarType.Boolean)]
    [InlineData("yes", ScalarType.String)]
    [InlineData("no", ScalarType.String)]
    [InlineData("on", ScalarType.String)]
    [InlineData("tRUE", ScalarType.String)]
    [InlineData("null", ScalarType.Null)]
    [InlineData("~", ScalarType.Null)]
    [InlineData("", ScalarType.Null)]
    [InlineData("nULL", ScalarType.String)]
    public void Read_PlainScalar_IsTypedByTheCoreSchema(string text, ScalarType type)
    {
        var plain = Scalar($"a: {text}\n", "a");
        var quoted = Scalar($"a: '{text}'\n", "a");

        Assert.Equal((type, text, ScalarStyle.Plain), (plain.Type, plain.Text, plain.Style));
        Assert.Equal((ScalarType.String, text, ScalarStyle.Quoted), (quoted.Type, quoted.Text, quoted.Style));
    }

    [Fact]
    public void Read_BlockScalars_KeepTheirStyle()
    {
        var root = Parsed.From("a: |\n  12\nb: >-\n  x\n  y\n").Root;

        Assert.Equal((ScalarType.String, "12\n", ScalarStyle.Block), Of(root, "a"));
        Assert.Equal((ScalarType.String, "x y", ScalarStyle.Block), Of(root, "b"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Read_EveryKindOfNode_KnowsItsPlace(string end)
    {
        var root = Parsed.From(string.Join(
            end,
            "😀: [é, x]",
            "empty:",
            "block: |",
            "  text",
            "",
            "list:",
            "- one",
            "-",
            "  in: 1",
            "set: {p, q: }",
            "anchor: &a !!str 5",
            "alias: *a",
            "tagged: !append",
            "  - 1",
            "two words : \"q\"",
            "? explicit",
            ": value",
            "")).Root;

        Assert.Equal(
            [
                "😀 1:1", "empty 2:1", "block 3:1", "list 6:1", "set 10:1", "anchor 11:1", "alias 12:1", "tagged 13:1", "two words 15:1", "explicit 16:3",
            ],
            root.Entries.ToArray().Select(entry => $"{entry.Key} {entry.KeyPosition}"));
        Assert.Equal(
            [
                "😀 1:5", "😀[1] 1:9", "empty 2:7", "block 3:8", "list 7:1", "list[0] 7:3", "list[1] 9:3", "list[1].in 9:7", "set 10:6", "set.p 10:8", "set.q 10:13",
                "anchor 11:9", "alias 11:9", "tagged 13:9", "two words 15:13", "explicit 17:3",
            ],
            new[]
            {
                "😀", "😀[1]", "empty", "block", "list", "list[0]", "list[1]", "list[1].in", "set", "set.p", "set.q", "anchor", "alias", "tagged", "two words", "explicit",
            }.Select(path => $"{path} {ConfigPath.Parse(path).Find(root)!.Position}"));
    }

    [Fact]
    public void Read_Stream_NumbersItsDocuments()
    {
        var parsed = Parsed.From("a: 1\n--- # second\nb: 2\n...\n---\nc: 3\n", "overrides/docker.yml");

        Assert.Empty(parsed.Diagnostics);
        Assert.Equal(["docker", "docker#2", "docker#3"], parsed.Documents.Select(document => document.Source.Name));
        Assert.Equal(["1:4", "3:4", "6:4"], parsed.Documents.Select(document => document.Root.Entries[0].Value.Position.ToString()));
    }

    [Fact]
    public void Read_AnchorsOfOneDocument_AreUnknownInTheNext() =>
        AssertError("a: &x 1\n---\nb: *x\n", DiagnosticCode.UnknownAlias, "3:4");

    [Theory]
    [InlineData("", "1:1")]
    [InlineData("\n  \n", "1:1")]
    [InlineData("# comment\n", "1:1")]
    [InlineData("---\n", "1:1")]
    [InlineData("a: 1\n---\n---\nb: 2\n", "2:1")]
    public void Read_NothingInADocument_IsAnError(string text, string position) => AssertError(text, DiagnosticCode.EmptyDocument, position);

    [Theory]
    [InlineData("- a\n", "1:1")]
    [InlineData("text\n", "1:1")]
    [InlineData("# c\n\n 5\n", "3:2")]
    [InlineData("null", "1:1")]
    [InlineData("a: 1\n--- [b]\n", "2:5")]
    public void Read_TopLevelNoMapping_IsAnError(string text, string position) => AssertError(text, DiagnosticCode.TopLevelNoMapping, position);

    [Fact]
    public void Read_DuplicateKey_NamesBothPositions()
    {
        var error = AssertError("storage:\n  a: 1\nother: 2\nstorage:\n  b: 2\n", DiagnosticCode.DuplicateKey, "4:1");

        Assert.Equal(("duplicate key \"storage\"", "first defined at 1:1", 7), (error.Message, error.Label, error.Length));
    }

    [Theory]
    [InlineData("a: {x: 1, y: 2, x: 3}", "1:17", "first defined at 1:5")]
    [InlineData("a: 1\n'a': 2", "2:1", "first defined at 1:1")]
    [InlineData("1: a\n\"1\": b", "2:1", "first defined at 1:1")]
    [InlineData("a:\n  - b: 1\n    b: 2", "3:5", "first defined at 2:5")]
    [InlineData("x: &k a\n*k : 1\na: 2", "3:1", "first defined at 2:1")]
    public void Read_DuplicateKeyOfAnyShape_NamesBothPositions(string text, string position, string label) =>
        Assert.Equal(label, AssertError(text, DiagnosticCode.DuplicateKey, position).Label);

    [Fact]
    public void Read_DuplicatesInALargeMapping_AreAllFound()
    {
        var text = string.Concat(Enumerable.Range(0, 60).Select(i => $"k{i % 40}: {i}\n"));

        Assert.Equal(Enumerable.Range(41, 20).Select(line => $"{line}:1"), Parsed.From(text).Diagnostics.Select(error => error.Position.ToString()));
    }

    [Theory]
    [InlineData("a:\n\tb: 1\n", "2:1")]
    [InlineData("\ta: 1\n", "1:1")]
    [InlineData("a:\n  b: 1\n  \tc: 2\n", "3:3")]
    [InlineData("a:\n  - b\n\t- c\n", "3:1")]
    [InlineData("a: [\n\t1,\n\t2]\n", "2:1")]
    [InlineData("a: x\n \ty\n", "2:2")]
    [InlineData("a: |\n  x\n  \ty\n\tz: 1\n", "4:1")]
    [InlineData("a:\n  b: |\n   x\n  \tc: 1\n", "4:3")]
    [InlineData("a: \"x\n\ty\"\nb:\n\tc: 1\n", "4:1")]
    [InlineData("a: >-\r\n  x\r\n\r\n \t\r\n  y\r\n\tb: 1\r\n", "6:1")]
    public void Read_TabAsIndentation_IsReportedWhereItStands(string text, string position)
    {
        var error = AssertError(text, DiagnosticCode.TabIndentation, position);

        Assert.Equal(("a tab is used as indentation", "indent with spaces"), (error.Message, error.Hint));
    }

    [Theory]
    [InlineData("a:\t1", "1")]
    [InlineData("a: 1\t# a\tcomment\t", "1")]
    [InlineData("a: 1 \t\n# a\tcomment", "1")]
    [InlineData("a: 1\n\t# comment\nb: 2\n", "1")]
    [InlineData("a: x\ty", "x\ty")]
    [InlineData("a: \"x\n\ty\"", "x y")]
    [InlineData("a: 'x\n\t\n\ty'", "x\ny")]
    [InlineData("a: |\n  x\n  \ty\n\n", "x\n\ty\n")]
    [InlineData("a: |\n  \tx", "\tx")]
    [InlineData("a: >\n  x\n  \ty\n", "x\n\ty\n")]
    public void Read_TabElsewhere_IsHarmless(string text, string value) => Assert.Equal(value, Scalar(text, "a").Text);

    [Theory]
    [InlineData("a: *b\n", 8, "1:4")]
    [InlineData("a: *b\nc: &b 1\n", 8, "1:4")]
    [InlineData("a: &a [*a]\n", 7, "1:8")]
    [InlineData("a: &a {b: {c: *a}}\n", 7, "1:15")]
    [InlineData("a: &a {<<: *a}\n", 7, "1:12")]
    public void Read_AliasWithoutCompleteAnchor_IsAnError(string text, int code, string position) => AssertError(text, new DiagnosticCode(code), position);

    [Fact]
    public void Read_MistypedAlias_SuggestsTheAnchor() =>
        Assert.Equal("did you mean *defaults?", AssertError("a: &defaults {}\nb: *defualts\n", DiagnosticCode.UnknownAlias, "2:4").Hint);

    [Fact]
    public void Read_Alias_IsTheVeryNodeOfItsAnchor()
    {
        var root = Parsed.From("a: &x {b: 1}\nc: *x\n").Root;

        Assert.Same(root["a"], root["c"]);
    }

    [Theory]
    [InlineData("k: {a: &x 1, b: 2}")]
    [InlineData("k: { a: &x 1, b: *x, c: 3 }")]
    [InlineData("k: {a: &x !!int 1, b: [&y v, *y], c: &z {d: &w 1, e: 2}}")]
    public void Read_AnchoredScalarInFlowMapping_ReadsWhatFollows(string text)
    {
        var mapping = (MappingNode)Parsed.From(text).Root["k"];

        Assert.True(mapping.ContainsKey("b"));
    }

    [Fact]
    public void Read_AnchorUnderASecretsKey_IsSecretWhereItIsRepeated()
    {
        var root = Parsed.From("password: &p hunter2\ntoken: &t {user: x}\na: *p\nb: *t\nc: {<<: *t, d: 1}\n").Root;

        Assert.True(root["a"].IsSensitive);
        Assert.True(root["b"].IsSensitive);
        Assert.True(((MappingNode)root["c"])["user"].IsSensitive);
        Assert.False(((MappingNode)root["c"])["d"].IsSensitive);
    }

    [Fact]
    public void Read_MergeKey_OwnKeysWinAndEarlierMergesWin()
    {
        var root = Parsed.From("""
            a: &a {x: a, y: a}
            b: &b {y: b, z: b}
            one: {own: 1, <<: *a, x: own}
            list:
              <<: [*a, *b, {w: inline}]
              y: own
            quoted: {"<<": 1}
            """).Root;

        Assert.Equal(["own=1", "y=a", "x=own"], Pairs(root["one"]));
        Assert.Equal(["x=a", "z=b", "w=inline", "y=own"], Pairs(root["list"]));
        Assert.Equal(["<<=1"], Pairs(root["quoted"]));
        Assert.Equal("1:17", ((MappingNode)root["one"])["y"].Position.ToString());
    }

    [Theory]
    [InlineData("a: &a 1\nb: {<<: *a}\n", "2:9")]
    [InlineData("b:\n  <<: [x]\n", "2:7")]
    [InlineData("b:\n  <<:\n", "2:6")]
    public void Read_MergeKeyOnNoMapping_IsAnError(string text, string position) => AssertError(text, DiagnosticCode.BadMergeKey, position);

    [Fact]
    public void Read_MergeKeyTwice_NamesBothPositions() =>
        Assert.Equal("first defined at 2:5", AssertError("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", DiagnosticCode.DuplicateKey, "2:13").Label);

    [Fact]
    public void Read_KeysOfOtherTypes_KeepTheirSpelling() =>
        Assert.Equal(["1", "0x1F", "true", "~", "2.50"], Parsed.From("1: a\n0x1F: b\ntrue: c\n~: d\n2.50: e\n").Root.Keys);

    [Theory]
    [InlineData("? [a]\n: 1\n", "1:3")]
    [InlineData("{[a]: 1}\n", "1:2")]
    [InlineData("a: {{VAR}}\n", "1:5")]
    [InlineData("x: &x [1]\n*x : 1\n", "2:1")]
    [InlineData(": 1\n", "1:1")]
    public void Read_KeyThatIsNoText_IsAnError(string text, string position) => AssertError(text, DiagnosticCode.KeyNoText, position);

    [Fact]
    public void Read_CoreTags_DecideTheType()
    {
        var root = Parsed.From("a: !!str 5\nb: !!float 5\nc: !!int '5'\nd: ! 5\ne: !!null ''\nf: !!map {}\ng: !!seq []\nh: !<tag:yaml.org,2002:bool> true\n").Root;

        Assert.Equal((ScalarType.String, "5", ScalarStyle.Quoted), Of(root, "a"));
        Assert.Equal(ScalarType.Float, Of(root, "b").Type);
        Assert.Equal(ScalarType.Integer, Of(root, "c").Type);
        Assert.Equal((ScalarType.String, "5", ScalarStyle.Quoted), Of(root, "d"));
        Assert.Equal(ScalarType.Null, Of(root, "e").Type);
        Assert.Equal(ScalarType.Boolean, Of(root, "h").Type);
    }

    [Theory]
    [InlineData("a: !!int x\n", "1:4")]
    [InlineData("a: !!bool yes\n", "1:4")]
    [InlineData("a: !!map [1]\n", "1:4")]
    [InlineData("a:\n  !!seq\n  b: 1\n", "2:3")]
    [InlineData("!append a: 1\n", "1:1")]
    public void Read_TagThatDoesNotFit_IsAnError(string text, string position) => AssertError(text, DiagnosticCode.BadTaggedValue, position);

    [Fact]
    public void Read_MergeTags_AreKept()
    {
        var root = Parsed.From("a: !append [1]\nb: !prepend [1]\nc: !union [1]\nd: !by:name [{name: x}]\ne: !replace {}\nf: !override {}\ng: !unset\nh: !reset null\ni: !secret x\n").Root;

        Assert.Equal(
            [MergeTag.Append, MergeTag.Prepend, MergeTag.Union, MergeTag.By, MergeTag.Replace, MergeTag.Replace, MergeTag.Unset, MergeTag.Unset, MergeTag.None],
            root.Values.Select(node => node.Tag));
        Assert.Equal("name", ((SequenceNode)root["d"]).MergeKey);
        Assert.True(root["i"].IsSensitive);
        Assert.True(root.HasTags);
    }

    [Fact]
    public void Read_UnknownTags_AreLeftToWhoKnowsWhoseTheyAre()
    {
        var parsed = Parsed.From("top: !Ref x\nmap:\n  !Sub k: {deep: !!python/object:os.system y}\n");

        var unknown = Assert.Single(parsed.Documents).UnknownTags;
        Assert.Equal(
            [("!Ref", "1:6", "top"), ("!Sub", "3:3", "map"), ("tag:yaml.org,2002:python/object:os.system", "3:18", "map")],
            unknown.Select(tag => (tag.Tag, tag.Position.ToString(), tag.TopLevelKey)));
        Assert.Empty(parsed.Diagnostics);
    }

    [Fact]
    public void Read_EndMarkerBeforeTheFirstDocument_IsNoDocument() =>
        Assert.Equal("1", Scalar("...\na: 1\n", "a").Text);

    [Theory]
    [InlineData("a: b: c", "1:5", "\":\" cannot stand here")]
    [InlineData("a: \"x", "1:4", "never ends")]
    [InlineData("a: \"x\ny: 1", "2:1", "not indented")]
    [InlineData("a: 'it's'", "1:8", "behind the end")]
    [InlineData("a: @x", "1:4", "no value can begin")]
    [InlineData("a: [1, 2", "1:9", "in brackets")]
    [InlineData("x: y\na: {b: 1,\n\n", "2:10", "a value is missing")]
    [InlineData("a: [b]]", "1:7", "behind the end")]
    [InlineData("a: }", "1:4", "a value is missing")]
    [InlineData("a: 1\n b: 2", "2:3", "\":\" cannot stand here")]
    [InlineData("a:\n  b: 1\n c: 2", "3:2", "indentation does not fit")]
    [InlineData("a: 1\n- b", "2:1", "indentation does not fit")]
    [InlineData("a: \"\\q\"", "1:5", "escape is not known")]
    [InlineData("a: &x &y 1", "1:7", "one anchor")]
    [InlineData("a: |3x", "1:6", "block text")]
    [InlineData("a: - b", "1:4", "\"-\" cannot stand here")]
    [InlineData("a: !x!y 1", "1:4", "prefix is not declared")]
    [InlineData("a: !!]x\n", "1:4", "not a valid tag")]
    [InlineData("k: [\na\n]\n", "2:1", "in brackets and is not indented")]
    [InlineData("%YAML 2.0\n---\na: 1", "1:1", "YAML version")]
    [InlineData("😀: \"x\" y", "1:9", "behind the end")]
    public void Read_SyntaxError_IsExplainedAtItsPlace(string text, string position, string said)
    {
        var error = AssertError(text, DiagnosticCode.SyntaxError, position);

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Read_SeveralErrors_ReportsAllUpToTheSyntaxError() =>
        Assert.Equal(
            ["2:1 STR0004", "3:4 STR0016", "4:5 STR0001"],
            Parsed.From("a: 1\na: 2\nb: !!int x\nc: d: e\n").Diagnostics.Select(error => $"{error.Position} {error.Code}"));

    private static Diagnostic AssertError(string text, DiagnosticCode code, string position)
    {
        var parsed = Parsed.From(text);
        var error = Assert.Single(parsed.Diagnostics);
        Assert.Empty(parsed.Documents);
        Assert.Equal((code, position, DiagnosticSeverity.Error), (error.Code, error.Position.ToString(), error.Severity));
        return error;
    }

    private static ScalarNode Scalar(string text, string key) => Assert.IsType<ScalarNode>(Parsed.From(text).Root[key]);

    private static (ScalarType Type, string Text, ScalarStyle Style) Of(MappingNode root, string key)
    {
        var node = Assert.IsType<ScalarNode>(root[key]);
        return (node.Type, node.Text, node.Style);
    }

    private static IEnumerable<string> Pairs(ConfigNode node) => ((MappingNode)node).Select(pair => $"{pair.Key}={((ScalarNode)pair.Value).Text}");

    [Theory]
    [InlineData("101", 101)]
    [InlineData("100", 100)]
    public void Read_MoreErrorsThanAreShown_SaysSo(string duplicates, int diagnostics)
    {
        var count = int.Parse(duplicates, System.Globalization.CultureInfo.InvariantCulture);
        var found = Parsed.From("a: 0\n" + string.Concat(Enumerable.Repeat("a: 1\n", count))).Diagnostics;

        Assert.Equal(diagnostics, found.Length);
        Assert.Equal(count > 100, found[^1] is { Message: "the file has more errors than the 100 that are shown", Position.Line: 102 });
    }
}
