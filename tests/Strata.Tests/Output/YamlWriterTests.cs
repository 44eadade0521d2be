using System.Text.RegularExpressions;
using CsCheck;
using Strata.Output;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Tests.Output;

public partial class YamlWriterTests
{
    [Fact]
    public void Write_Tree_IsBlockStyle()
    {
        var root = Trees.Of("""
            name: api
            empty: {}
            none: []
            nothing: ~
            ports: [0x1F, 8080]
            nested: {list: [{a: 1, b: [x, [v, z]]}, {}], on: "on"}
            """);

        Assert.Equal(
            """
            name: api
            empty: {}
            none: []
            nothing: null
            ports:
              - 31
              - 8080
            nested:
              list:
                - a: 1
                  b:
                    - x
                    - - v
                      - z
                - {}
              "on": "on"

            """,
            Trees.Write("yaml", root));
    }

    [Theory]
    [InlineData("two\nlines\n", "|\n  two\n  lines")]
    [InlineData("two\nlines", "|-\n  two\n  lines")]
    [InlineData("  indented\nfirst", "|2-\n    indented\n  first")]
    [InlineData("\nempty first", "|2-\n\n  empty first")]
    [InlineData("gap\n\nhere", "|-\n  gap\n\n  here")]
    [InlineData("tab\tinside\n", "|\n  tab\tinside")]
    [InlineData("space \nat end", "\"space \\nat end\"")]
    [InlineData("at end\n\n", "\"at end\\n\\n\"")]
    [InlineData("\n", "\"\\n\"")]
    [InlineData("\tfirst\nline", "\"\\tfirst\\nline\"")]
    [InlineData("lone\rreturn", "\"lone\\rreturn\"")]
    [InlineData("next\u0085line", "\"next\\u0085line\"")]
    [InlineData("para\u2029graph\n", "\"para\\u2029graph\\n\"")]
    [InlineData("over\u202Eride", "\"over\\u202eride\"")]
    [InlineData("C:\\dir: x", "'C:\\dir: x'")]
    [InlineData("say \"it's\": x", "'say \"it''s\": x'")]
    public void Write_Text_TakesTheStyleThatCanSayIt(string text, string expected) =>
        Assert.Equal("k: " + expected + "\n", Trees.Write("yaml", Trees.Map(("k", ScalarNode.Of(text)))));

    [Theory]
    [InlineData("postgres:16-alpine")]
    [InlineData("30s")]
    [InlineData("512Mi")]
    [InlineData("/var/lib/data")]
    [InlineData("./run.sh --fast")]
    [InlineData("--flag")]
    [InlineData("http://localhost:8000/health")]
    [InlineData("a#b")]
    [InlineData("it's a \"test\", [really]")]
    [InlineData("${VAR:-x}")]
    [InlineData("über")]
    public void Write_HarmlessText_IsPlain(string text) =>
        Assert.Equal($"k: {text}\n", Trees.Write("yaml", Trees.Map(("k", ScalarNode.Of(text)))));

    [Theory]
    [InlineData("yes")]
    [InlineData("N")]
    [InlineData("off")]
    [InlineData("12:30:45")]
    [InlineData("0777")]
    [InlineData("0o7")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("10.0.0.1")]
    [InlineData("~")]
    [InlineData("Null")]
    [InlineData("2001-12-14")]
    [InlineData("2001-12-14t21:59:43.10-05:00")]
    [InlineData("=")]
    [InlineData("<<")]
    [InlineData("0b11")]
    [InlineData("-.INF")]
    [InlineData("")]
    [InlineData(":symbol")]
    [InlineData(" led")]
    [InlineData("trailed ")]
    [InlineData("a: b")]
    [InlineData("a:")]
    [InlineData("a #b")]
    [InlineData("---")]
    [InlineData("- a")]
    public void Write_TextThatAReaderMayMistake_IsQuotedAsValueAndAsKey(string text) =>
        Assert.Equal($"\"{text}\": \"{text}\"\n", Trees.Write("yaml", Trees.Map((text, ScalarNode.Of(text)))));

    [Fact]
    public void Write_PlainText_HasNoTypeInYaml11() => Trees.Text.Sample(static text =>
        Assert.True(YamlText.StyleOf(text, allowLines: true) != YamlStyle.Plain || !TypedInYaml11().IsMatch(text), text), iter: 20_000);

    [Theory]
    [InlineData("1e5", "1.0e+5")]
    [InlineData("1E-5", "1.0e-5")]
    [InlineData("1.5e300", "1.5e+300")]
    [InlineData(".5", "0.5")]
    [InlineData("+5.", "5.0")]
    [InlineData("-.5", "-0.5")]
    [InlineData("007.10", "7.10")]
    [InlineData("+.Inf", ".inf")]
    [InlineData("-.INF", "-.inf")]
    [InlineData(".NaN", ".nan")]
    [InlineData("0o17", "15")]
    [InlineData("-007", "-7")]
    [InlineData("TRUE", "true")]
    public void Write_ValueThatIsNoText_HasOneSpelling(string text, string expected) =>
        Assert.Equal($"k: {expected}\n", Trees.Write("yaml", Trees.Map(("k", Trees.Scalar(text)))));

    [Fact]
    public void Write_FloatByTag_StaysAFloat() => Assert.Equal("k: 1.0\nx: 31.0\n", Trees.Write("yaml", Trees.Of("k: !!float 1\nx: !!float 0x1F")));

    [Fact]
    public void Write_Secrets_AreMasked() => Assert.Equal(
        """
        password: "********"
        pin:
          - "********"
        url: postgres://app:********@db/app
        password_required: true

        """,
        Trees.Write(
            "yaml",
            Trees.Of("password: 12345\npin: [1]\nurl: postgres://app:hunter2@db/app\npassword_required: true"),
            new Sensitivity([Pattern("pin")]).Root));

    private static PathPattern Pattern(string text)
    {
        Assert.True(PathPattern.TryParse(text, out var pattern, out _));
        return pattern;
    }

    // The implicit types of yaml.org/type: null, bool, int, float, timestamp, merge, value.
    [GeneratedRegex(
        """
        \A(~|null|Null|NULL|
        y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|
        [-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+|
        [-+]?([0-9][0-9_]*)?\.[0-9.]*([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|
        [0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[\ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([\ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?|
        <<|=)?\z
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TypedInYaml11();
}
