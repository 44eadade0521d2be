using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Values;

namespace Strata.Tests.Interpolation;

public class EnvironmentFileTests
{
    // The examples of Compose's own documentation of its syntax, among others.
    [Theory]
    [InlineData("VAR=VAL", "VAL")]
    [InlineData("VAR=\"VAL\"", "VAL")]
    [InlineData("VAR='VAL'", "VAL")]
    [InlineData("VAR=VAL # comment", "VAL")]
    [InlineData("VAR=VAL# not a comment", "VAL# not a comment")]
    [InlineData("VAR=\"VAL # not a comment\"", "VAL # not a comment")]
    [InlineData("VAR=\"VAL\" # comment", "VAL")]
    [InlineData("VAR='VAL'# comment", "VAL")]
    [InlineData("VAR='$OTHER'", "$OTHER")]
    [InlineData("VAR='${OTHER}'", "${OTHER}")]
    [InlineData("VAR='Let\\'s go!'", "Let's go!")]
    [InlineData("VAR=\"{\\\"hello\\\": \\\"json\\\"}\"", "{\"hello\": \"json\"}")]
    [InlineData("VAR=\"some\\tvalue\"", "some\tvalue")]
    [InlineData("VAR='some\\tvalue'", "some\\tvalue")]
    [InlineData("VAR=some\\tvalue", "some\\tvalue")]
    [InlineData("VAR='a\\\\'", "a\\\\")]
    [InlineData("VAR=\"a\\\\\"", "a\\")]
    [InlineData("VAR=\"a\\nb\\rc\\\\n\"", "a\nb\rc\\n")]
    [InlineData("VAR=\"\\x\"", "\\x")]
    [InlineData("VAR=\"\\$OTHER\"", "$OTHER")]
    [InlineData("VAR=\"a\\\nb\"", "ab")]
    [InlineData("VAR=\"l1\nl2\n\"", "l1\nl2\n")]
    [InlineData("VAR='l1\n# l2\nX=3'", "l1\n# l2\nX=3")]
    [InlineData("VAR=\"l1\r\nl2\"", "l1\nl2")]
    [InlineData("VAR=", "")]
    [InlineData("VAR=\"\"", "")]
    [InlineData("VAR=   # nothing", "")]
    [InlineData("VAR = a b ", "a b")]
    [InlineData("  VAR=a", "a")]
    [InlineData("export VAR=a", "a")]
    [InlineData("export\tVAR=a", "a")]
    [InlineData("VAR=a=b=c", "a=b=c")]
    [InlineData("VAR=a\"b\"", "a\"b\"")]
    [InlineData("VAR=é☃", "é☃")]
    [InlineData("VAR=$FIRST/${SECOND:-two}", "one/two")]
    [InlineData("VAR=\"$FIRST\"", "one")]
    [InlineData("VAR=${FIRST:+yes}$$", "yes$")]
    [InlineData("# c\n\n  # d\nVAR=a\n# e", "a")]
    [InlineData("VAR=a\r\nX=b\r\n", "a")]
    [InlineData("VAR=1\nVAR=2", "2")]
    [InlineData("VAR=5", "5")]
    public void Read_Line_GivesWhatComposeGives(string text, string expected)
    {
        var (variables, diagnostics) = Read(text, ("FIRST", "one"));

        Assert.Empty(diagnostics);
        Assert.Equal(expected, variables["VAR"]);
    }

    [Fact]
    public void Read_Reference_SeesWhatStandsAboveAndWhatWinsOverFiles()
    {
        var (variables, diagnostics) = Read("A=file\nB=$A-$C\nC=later\nD=$C", ("A", "outer"));

        Assert.Equal(("file", "outer-", "later", "later"), (variables["A"], variables["B"], variables["C"], variables["D"]));
        var warning = Assert.Single(diagnostics);
        Assert.Equal((DiagnosticCode.UnsetVariableAllowed, DiagnosticSeverity.Warning), (warning.Code, warning.Severity));
        Assert.Equal(new SourcePosition(2, 6), warning.Position);
    }

    [Fact]
    public void Read_TwoFiles_TheLaterWins()
    {
        var variables = new Dictionary<string, string>();
        var bag = new DiagnosticBag();

        EnvironmentFile.Read(Source("A=1\nB=1"), VariableSet.Empty, variables, bag);
        EnvironmentFile.Read(Source("B=2$A"), VariableSet.Empty, variables, bag);

        Assert.Equal(("1", "21", 0), (variables["A"], variables["B"], bag.Count));
    }

    [Fact]
    public void Read_ValueThatHoldsATemplate_IsNotExpandedAgain()
    {
        var (variables, _) = Read("A='${B}'\nC=$A\nD=\"$C\"", ("B", "no"));

        Assert.Equal("${B}", variables["D"]);
    }

    [Theory]
    [InlineData("A=1\nB 2\nC=3", "a \"=\" is expected behind B", 2, 1)]
    [InlineData("A=1\n=2\nC=3", "a variable's name is expected", 2, 1)]
    [InlineData("A=1\n  'x'=2\nC=3", "a variable's name is expected", 2, 3)]
    [InlineData("A=1\nB=\"x\" y\nC=3", "nothing may stand behind the quoted value of B", 2, 7)]
    [InlineData("A=1\nB='x'y\nC=3", "nothing may stand behind the quoted value of B", 2, 6)]
    [InlineData("A=1\nB=\"x\nC=3", "the quoted value of B never ends", 2, 3)]
    [InlineData("A=1\nB='x\nC=3", "the quoted value of B never ends", 2, 3)]
    [InlineData("A=1\nB=\"x\ny\nz\" w\nC=3", "nothing may stand behind the quoted value of B", 4, 4)]
    [InlineData("A=1\nB=${\nC=3", "this ${ is never closed: ${", 2, 3)]
    [InlineData("A=1\nB=\"x\n${Q!}\"\nC=3", "\"!\" cannot stand in a variable's name: ${Q!}", 3, 1)]
    [InlineData("A=1\nB=${Q:?give it}\nC=3", "the variable Q is required and not set: give it", 2, 3)]
    public void Read_BadLine_IsReportedAtItsPlaceAndTheRestIsRead(string text, string message, int line, int column)
    {
        var (variables, diagnostics) = Read(text);

        var error = Assert.Single(diagnostics);
        Assert.Equal((message, DiagnosticSeverity.Error, ".env"), (error.Message, error.Severity, error.File));
        Assert.Equal(new SourcePosition(line, column), error.Position);
        Assert.NotNull(error.Hint);
        Assert.Equal("1", variables["A"]);
        Assert.Equal(!message.EndsWith("never ends", StringComparison.Ordinal), variables.ContainsKey("C"));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'A', (byte)'=', 0xE9 })]
    [InlineData(new byte[] { (byte)'A', (byte)'=', 0 })]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'A', 0 })]
    public void Read_NoText_IsAnError(byte[] content)
    {
        var bag = new DiagnosticBag();
        var variables = new Dictionary<string, string>();

        EnvironmentFile.Read(new SourceText(".env", content), VariableSet.Empty, variables, bag);

        Assert.Equal(DiagnosticCode.BadEnvironmentFile, Assert.Single(bag.ToSorted()).Code);
        Assert.Empty(variables);
    }

    [Theory]
    [InlineData("A=${config:B}")]
    [InlineData("A=${config:.}")]
    [InlineData("A=x${config:A}")]
    [InlineData("A=${file:x}")]
    [InlineData("A=${file:/etc/passwd}")]
    public void Read_ConfigurationOrFile_CannotBePutIn(string text) =>
        Assert.Contains(Read(text).Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);

    private static (Dictionary<string, string> Variables, ImmutableArray<Diagnostic> Diagnostics) Read(string text, params (string, string)[] outer)
    {
        var bag = new DiagnosticBag();
        var variables = new Dictionary<string, string>();
        EnvironmentFile.Read(Source(text), new VariableSet(process: Interpolated.Env(outer)), variables, bag);
        return (variables, bag.ToSorted());
    }

    private static SourceText Source(string text) => new(".env", Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("A=1\nB=x\u00E9", "2:4")]
    [InlineData("A=1\nB=\0", "2:3")]
    public void Read_BytesThatAreNoText_AreShownWhereTheyStand(string latin, string position)
    {
        var bag = new DiagnosticBag();
        EnvironmentFile.Read(new SourceText(".env", System.Text.Encoding.Latin1.GetBytes(latin)), VariableSet.Empty, [], bag);

        Assert.Equal((DiagnosticCode.BadEnvironmentFile, position), (bag.ToSorted()[0].Code, bag.ToSorted()[0].Position.ToString()));
    }
}
