using System.Diagnostics;
using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Tests.Output;

public class LeafWriterTests
{
    private const string Sample = """
        database: {postgresql: {host: db, port: 0x1538, ssl: True}}
        hosts: [a b, {name: "it's"}]
        empty: {}
        nothing: ~
        log.level: "say \"hi\" to $it's `x` \\"
        9lives: 1.50
        """;

    [Fact]
    public void Env_Tree_IsSourcedByShells() => Assert.Equal(
        """
        DATABASE__POSTGRESQL__HOST=db
        DATABASE__POSTGRESQL__PORT=5432
        DATABASE__POSTGRESQL__SSL=true
        HOSTS__0='a b'
        HOSTS__1__NAME="it's"
        NOTHING=
        LOG_LEVEL="say \"hi\" to \$it's \`x\` \\"
        _9LIVES=1.50

        """,
        Trees.Write("env", Trees.Of(Sample)));

    [Fact]
    public void Properties_Tree_IsDotted() => Assert.Equal(
        """
        database.postgresql.host=db
        database.postgresql.port=5432
        database.postgresql.ssl=true
        hosts[0]=a b
        hosts[1].name=it's
        nothing=
        log.level=say "hi" to $it's `x` \\
        9lives=1.50

        """,
        Trees.Write("properties", Trees.Of(Sample)));

    [Fact]
    public void Flat_Tree_HasTheKeysOfNetConfiguration() => Assert.Equal(
        """
        database:postgresql:host=db
        database:postgresql:port=5432
        database:postgresql:ssl=true
        hosts:0=a b
        hosts:1:name=it's
        nothing=
        log.level=say "hi" to $it's `x` \
        9lives=1.50

        """,
        Trees.Write("flat", Trees.Of(Sample)));

    [Theory]
    [InlineData("two\nlines", "k=\"two\\nlines\"\n")]
    [InlineData("\"quoted\"", "k=\"\\\"quoted\\\"\"\n")]
    [InlineData(" a=b ", "k= a=b \n")]
    public void Flat_TextThatALineCannotSay_IsAJsonString(string text, string expected) =>
        Assert.Equal(expected, Trees.Write("flat", Trees.Map(("k", ScalarNode.Of(text)))));

    [Theory]
    [InlineData("a key=with: #marks!", " é\n\\", @"a\ key\=with\:\ \#marks\!=\ \u00E9\n\\")]
    [InlineData("k", "a=b:c #d\t", @"k=a=b:c #d\t")]
    [InlineData("k", "😀", @"k=\uD83D\uDE00")]
    public void Properties_Text_IsEscapedAsJavaReadsIt(string key, string text, string expected) =>
        Assert.Equal(expected + "\n", Trees.Write("properties", Trees.Map((key, ScalarNode.Of(text)))));

    [Fact]
    public void Env_AnyText_IsThatTextInAShell()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "no POSIX shell");
        Trees.Text.Where(static text => !text.Contains('\0')).Array[200].Sample(static texts => Assert.Equal(texts, Sourced(texts)), iter: 20, threads: 1);
    }

    [Fact]
    public void Env_NulCharacter_IsAnErrorAndNothingIsWritten()
    {
        var bag = new DiagnosticBag();
        Assert.Equal("", Trees.Write("env", Trees.Of("a: 1\nb: {c: \"x\\0\"}"), default, bag));

        var error = Assert.Single(bag.ToSorted());
        Assert.Equal(DiagnosticCode.CannotBeWritten, error.Code);
        Assert.Equal("b.c", error.Path!.ToString());
    }

    [Theory]
    [InlineData("env", "log-level: 1\nlog_level: 2", "LOG_LEVEL", "log-level", "log_level")]
    [InlineData("env", "a: {b: 1}\na__B: 2", "A__B", "a.b", "a__B")]
    [InlineData("env", "a: [1]\nA: {\"0\": 2}", "A__0", "a[0]", "A.0")]
    [InlineData("properties", "a: {b: 1}\na.b: 2", "a.b", "a.b", "\"a.b\"")]
    [InlineData("flat", "a: {b: 1}\n\"a:b\": 2", "a:b", "a.b", "a:b")]
    public void Write_TwoPathsOfOneName_IsAnErrorThatNamesBoth(string format, string yaml, string name, string first, string second)
    {
        var bag = new DiagnosticBag();
        Assert.Equal("", Trees.Write(format, Trees.Of(yaml), default, bag));

        var error = Assert.Single(bag.ToSorted());
        Assert.Equal(DiagnosticCode.NameCollision, error.Code);
        Assert.Equal($"{first} and {second} both become {name}", error.Message);
        Assert.Equal(1, Assert.Single(error.Related).Position.Line);
        Assert.Equal(2, error.Position.Line);
    }

    [Theory]
    [InlineData("env", "TOKEN='********'\nURL='a://b:********@c'\n")]
    [InlineData("properties", "token=********\nurl=a://b:********@c\n")]
    [InlineData("flat", "token=********\nurl=a://b:********@c\n")]
    public void Write_Secrets_AreMasked(string format, string expected) =>
        Assert.Equal(expected, Trees.Write(format, Trees.Of("token: 5\nurl: \"a://b:p@c\""), new Sensitivity([]).Root));

    [Fact]
    public void TryGet_UnknownName_IsFalse() => Assert.False(OutputFormat.TryGet("YAML", out _));

    private static string[] Sourced(string[] texts)
    {
        var directory = Directory.CreateTempSubdirectory("strata-env-");
        try
        {
            var variables = texts.Select(static (text, i) => (Key: FormattableString.Invariant($"v{i}"), Value: (ConfigNode)ScalarNode.Of(text)));
            File.WriteAllText(Path.Combine(directory.FullName, "f"), Trees.Write("env", Trees.Map([.. variables])));

            // LC_ALL=C, because a shell may drop from a text what its locale takes for no character.
            var names = string.Join(' ', texts.Select(static (_, i) => FormattableString.Invariant($"\"$V{i}\"")));
            var start = new ProcessStartInfo("sh", ["-c", $". ./f; printf '%s\\0' {names}"])
            {
                WorkingDirectory = directory.FullName,
                RedirectStandardOutput = true,
                Environment = { ["LC_ALL"] = "C" },
            };
            using var process = Process.Start(start)!;

            // From the bytes, because a reader of text would drop a U+FEFF that the first of them begins with.
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length).Split('\0')[..^1];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("é: 1")]
    [InlineData("日本: 1")]
    [InlineData("_: 1")]
    public void Env_KeyWithoutAnAsciiLetter_IsAnErrorAndNoUnderscore(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var output = new MemoryStream();

        Assert.True(OutputFormat.TryGet("env", out var format));
        Assert.False(format.Write(Trees.Of(yaml), Sensitivity.None, output, diagnostics));
        var error = Assert.Single(diagnostics.ToSorted());
        Assert.Equal(DiagnosticCode.CannotBeWritten, error.Code);
        Assert.StartsWith("rename it in ASCII letters", error.Hint, StringComparison.Ordinal);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void Env_KeyWithSomeAsciiLetters_KeepsThose() => Assert.Equal("CAF_=1\n___X=2\n_0=3\n", Trees.Write("env", Trees.Of("café: 1\né: {x: 2}\n\"0\": 3")));
}
