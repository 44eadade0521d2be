using Strata.Diagnostics;
using Strata.Tests.Merging;
using Strata.Values;

namespace Strata.Tests.Interpolation;

public class VariableTests
{
    [Theory]
    [InlineData("v: ${X}", "5", "5")]
    [InlineData("v: $X", "5", "5")]
    [InlineData("v: \"${X}\"", "5", "\"5\"")]
    [InlineData("v: '${X}'", "5", "\"5\"")]
    [InlineData("v: |-\n  ${X}", "5", "\"5\"")]
    [InlineData("v: !!str ${X}", "5", "\"5\"")]
    [InlineData("v: ${X}", "true", "true")]
    [InlineData("v: ${X}", "null", "null")]
    [InlineData("v: ${X}", "~", "null")]
    [InlineData("v: ${X}", "", "null")]
    [InlineData("v: \"${X}\"", "", "\"\"")]
    [InlineData("v: ${X}", "0x1F", "0x1F")]
    [InlineData("v: ${X}", "1e3", "1e3")]
    [InlineData("v: ${X}", "yes", "yes")]
    [InlineData("v: ${X}", "1.2.3", "1.2.3")]
    [InlineData("v: ${X}", "[1, 2]", "[1, 2]")]
    [InlineData("v: ${X}", "a: b", "a: b")]
    [InlineData("v: ${X}", " 5", " 5")]
    [InlineData("v: 1${X}", "5", "15")]
    [InlineData("v: ${X}.5", "5", "5.5")]
    [InlineData("v: ${Y:-5432}", "", "5432")]
    [InlineData("v: ${Y:-}", "", "null")]
    [InlineData("v: ${X:+true}", "5", "true")]
    [InlineData("v: $$X", "5", "$X")]
    [InlineData("v: $${X}", "5", "${X}")]
    [InlineData("v: a$", "5", "a$")]
    [InlineData("v: 5$", "5", "5$")]
    public void Interpolate_Scalar_IsTypedAgainWhenItIsPlain(string yaml, string value, string expected) =>
        Assert.Equal(expected, Interpolated.From(yaml, ("X", value))["v"]);

    [Theory]
    [InlineData("${Y}")]
    [InlineData("$Y")]
    [InlineData("$$")]
    [InlineData("${config:secret}")]
    [InlineData("${file:/etc/passwd}")]
    [InlineData("${")]
    public void Interpolate_VariableThatHoldsATemplate_IsNotInterpolatedAgain(string value)
    {
        Assert.Equal(value, Interpolated.From("v: ${X}\nsecret: s", ("X", value), ("Y", "no"))["v"]);
        Assert.Equal($"<{value}>", Interpolated.From("v: \"<${Y:-${X}}>\"", ("X", value))["v"]);
        Assert.Equal(value, Interpolated.From("v: ${config:w}\nw: ${X}", ("X", value), ("Y", "no"))["v"]);
    }

    [Fact]
    public void Interpolate_UnsetVariable_IsAnErrorThatNamesItAndTheNearestOne()
    {
        var error = Interpolated.From("a:\n  b: \"x ${DB_PROT} y\"\n", ("DB_PORT", "5432"), ("OTHER", "1")).Problem;

        Assert.Equal((DiagnosticCode.UnsetVariable, DiagnosticSeverity.Error), (error.Code, error.Severity));
        Assert.Equal("the variable DB_PROT is not set", error.Message);
        Assert.Equal("did you mean DB_PORT? Otherwise set it, or give a default: ${DB_PROT:-...}", error.Hint);
        Assert.Equal("a.b", error.Path!.ToString());
        Assert.Equal(new SourcePosition(2, 9), error.Position);
        Assert.Equal(10, error.Length);
    }

    [Fact]
    public void Interpolate_UnsetVariableAllowed_IsEmptyWithAWarning()
    {
        var found = Interpolated.From(Merged.Layers("v: \"a${X}b\""), change: static options => options with { AllowUnset = true });

        Assert.Equal((DiagnosticCode.UnsetVariableAllowed, DiagnosticSeverity.Warning), (found.Problem.Code, found.Problem.Severity));
        Assert.Equal("ab", ((ScalarNode)found.Root["v"]).Text);
    }

    [Theory]
    [InlineData("v: ${X:?give it}", "the variable X is required and not set: give it", 1, 4, 13)]
    [InlineData("v: \"some text, ${Y} and ${X:?}\"", "the variable X is required and not set", 1, 25, 6)]
    [InlineData("v: a ${Y:-${X?no ${Y}}}", "", 0, 0, 0)]
    [InlineData("v: a ${Z:-${X?no ${Y}}}", "the variable X is required and not set: no y", 1, 11, 12)]
    [InlineData("v: a ${1X} b", "a variable's name begins with a letter or an underscore: ${1X}", 1, 6, 5)]
    [InlineData("v: a ${X b", "this ${ is never closed: ${X b", 1, 6, 5)]
    [InlineData("v: a ${} b", "the variable's name is missing: ${}", 1, 6, 3)]
    [InlineData("v: a ${config:} b", "the path is missing: ${config:}", 1, 6, 10)]
    [InlineData("v: a ${file:} b", "the file's name is missing: ${file:}", 1, 6, 8)]
    [InlineData("v: a ${configs:x} b", "behind \"configs:\" one of -, ? and + is expected: ${configs:x}", 1, 6, 12)]
    [InlineData("v: a ${X.Y} b", "\".\" cannot stand in a variable's name: ${X.Y}", 1, 6, 6)]
    public void Interpolate_BadExpression_IsReportedAtItsOwnPlace(string yaml, string message, int line, int column, int length)
    {
        var found = Interpolated.From(yaml, ("Y", "y"));

        if (message.Length == 0)
        {
            Assert.Empty(found.Diagnostics);
            return;
        }

        var error = found.Problem;
        Assert.Equal(message, error.Message);
        Assert.Equal((new SourcePosition(line, column), length), (error.Position, error.Length));
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Interpolate_SeveralBadValues_ReportsThemAll()
    {
        var found = Interpolated.From("a: ${A}\nb: [x, {c: \"${B:?}\"}]\nd: ${\ne: ok");

        Assert.Equal(
            [("STR4002", "a"), ("STR4004", "b[1].c"), ("STR4001", "d")],
            found.Diagnostics.Select(static d => (d.Code.ToString(), d.Path!.ToString())));
    }

    [Fact]
    public void Interpolate_ValueThatLost_CanFailNothing() => Assert.Equal(
        "{a: 1, b: {y: 2}, l: [2]}",
        Interpolated.From(Merged.Layers("a: ${NOPE:?}\nb: {x: \"${\", y: 1}\nl: [\"${NOPE}\"]\nc: ${NOPE}", "a: 1\nb: !replace {y: 2}\nl: [2]\nc: !unset")).Flow);

    [Fact]
    public void Interpolate_KeysAndUntakenBranches_AreLeftAlone() =>
        Assert.Equal("{${X}: x, b: y}", Interpolated.From("${X}: ${X:-${NOPE:?}}\nb: ${NOPE:+${NOPE}}y", ("X", "x")).Flow);

    [Fact]
    public void Interpolate_TreeWithoutTemplates_IsTheSameObject()
    {
        var found = Interpolated.From("a: {b: [1]}\nc: x");
        Assert.Same(found.MergedRoot, found.Root);

        var other = Interpolated.From("a: {b: [1]}\nc: $$");
        Assert.Same(other.MergedRoot["a"], other.Root["a"]);
    }

    [Fact]
    public void Interpolate_Substitutions_AreKeptInTheOrderOfTheText()
    {
        var node = (InterpolatedNode)Interpolated.From("v: \"${A}-${B:-x${C}}-${A:+y}-${D:+z}\"", ("A", "1"), ("C", "")).At("v");

        Assert.Equal("1-x-y-", node.Text);
        Assert.Equal("${A}-${B:-x${C}}-${A:+y}-${D:+z}", node.Template.Text);
        Assert.Equal(
            [
                new Substitution("${A}", "A", VariableSource.SetEnv, "1", false),
                new Substitution("${B:-x${C}}", "B", VariableSource.Default, "x", false),
                new Substitution("${C}", "C", VariableSource.SetEnv, "", false),
                new Substitution("${A:+y}", "A", VariableSource.Alternative, "y", false),
                new Substitution("${D:+z}", "D", VariableSource.Unset, "", false),
            ],
            node.Substitutions);
    }

    [Fact]
    public void Interpolate_VariablesOfSeveralSources_TheNearestToThisResolutionWins()
    {
        var variables = new VariableSet(
            given: Interpolated.Env(("A", "given")),
            process: Interpolated.Env(("A", "process"), ("B", "process")),
            files: Interpolated.Env(("A", "file"), ("B", "file"), ("C", "file")));

        var found = Interpolated.From(Merged.Layers("v: ${A} ${B} ${C}"), change: options => options with { Variables = variables });

        Assert.Equal("given process file", found["v"]);
        Assert.Equal(
            [VariableSource.SetEnv, VariableSource.Process, VariableSource.EnvFile],
            ((InterpolatedNode)found.At("v")).Substitutions.Select(static s => s.Source));
    }

    [Fact]
    public void Interpolate_DeeplyNestedDefaults_StopWithAnError()
    {
        string Nested(int depth) => "v: \"" + string.Concat(Enumerable.Repeat("${A:-", depth)) + "x" + new string('}', depth) + "\"";

        Assert.Equal("x", Interpolated.From(Nested(30))["v"]);
        Assert.Equal(DiagnosticCode.ExpansionTooDeep, Interpolated.From(Nested(40)).Problem.Code);
        Assert.Equal(DiagnosticCode.ExpansionTooDeep, Interpolated.From(Nested(20_000)).Problem.Code);
    }

    [Theory]
    [InlineData("${A:-")]
    [InlineData("${")]
    [InlineData("${A}")]
    [InlineData("{")]
    [InlineData("$")]
    [InlineData("${A:-{")]
    [InlineData("$B ")]
    [InlineData("${B")]
    [InlineData("${B:-}")]
    public void Interpolate_ManyExpressionsInOneValue_TakesNoLongerThanItMust(string part)
    {
        var yaml = "v: '" + string.Concat(Enumerable.Repeat(part, 100_000)) + "'";
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Interpolated.From(yaml, ("A", "1"));
        Interpolated.From(Merged.Layers(yaml), change: static options => options with { AllowUnset = true });

        // A second at most; the square of the length would be minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"it took {watch.Elapsed}");
    }

    [Theory]
    [InlineData("v: !!int ${X:-5}", "5")]
    [InlineData("v: !!int \"${X:-5}\"", "5")]
    [InlineData("v: !!float ${X:-5}", "5")]
    [InlineData("v: !!float ${X:-1.5}", "1.5")]
    [InlineData("v: !!bool ${X:-true}", "true")]
    [InlineData("v: !!str ${X:-5}", "\"5\"")]
    [InlineData("v: !!int ${config:a}\na: ${X:-5}", "5")]
    [InlineData("b: &b !!int ${X:-5}\nv: *b", "5")]
    public void Interpolate_TaggedTemplate_HasTheTagsType(string yaml, string expected)
    {
        var found = Interpolated.From(yaml);

        Assert.Equal(expected, found["v"]);
        Assert.Equal(yaml.Contains("!!float", StringComparison.Ordinal), ((ScalarNode)found.At("v")).Type == ScalarType.Float);
    }

    [Theory]
    [InlineData("v: !!int ${X:-http}")]
    [InlineData("v: !!int ${X:-1.5}")]
    [InlineData("v: !!bool ${X:-yes}")]
    [InlineData("v: !!float $")]
    [InlineData("v: !!int ${config:a}\na: [1]")]
    public void Interpolate_TaggedTemplateOfAnotherType_IsAnErrorThatHidesTheText(string yaml)
    {
        var error = Interpolated.From(yaml).Problem;

        Assert.Equal((DiagnosticCode.BadTaggedValue, "v"), (error.Code, error.Path!.ToString()));
        Assert.StartsWith("what the template gives is not what the tag !!", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interpolate_TaggedTemplateThatLost_FailsNothing() =>
        Assert.Equal("{v: 1}", Interpolated.From(Merged.Layers("v: !!int ${X:-http}", "v: 1")).Flow);
}
