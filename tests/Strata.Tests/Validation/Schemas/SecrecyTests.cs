using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Tests.Documents;
using Strata.Values;

namespace Strata.Tests.Validation.Schemas;

/// <summary>No message about a secret says what it is, or how long.</summary>
public class SecrecyTests
{
    [Theory]
    [InlineData("{type: integer}", "expected a whole number, found a text")]
    [InlineData("{minLength: 40}", "expected a text of at least 40 characters")]
    [InlineData("{pattern: '^x'}", "expected a text that matches \"^x\", found a text")]
    [InlineData("{enum: [hunter3]}", "expected \"hunter3\", found a text")]
    [InlineData("{const: 3}", "expected 3, found a text")]
    [InlineData("{not: {type: string}}", "expected anything but a text, found a text")]
    [InlineData("{anyOf: [{pattern: ^a}, {pattern: ^b}]}", "a text fits none of 2 alternatives")]
    [InlineData("{oneOf: [{type: string}, {minLength: 1}]}", "a text fits 2 of 2 alternatives, and may fit one")]
    public void Check_Secret_IsNotShown(string schema, string message)
    {
        var problem = Assert.Single(Checked.Problems($"{{properties: {{password: {schema}}}}}", "password: hunter2"));

        Assert.Equal(message, problem.Message);
        Assert.DoesNotContain("hunter2", problem.ToString() + problem.Hint + Checked.Shown(problem), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_UrlWithPassword_ShowsTheRest()
    {
        var problem = Assert.Single(Checked.Problems("{properties: {url: {enum: ['']}}}", "url: https://u:hunter2@host/x"));

        Assert.DoesNotContain("hunter2", problem.ToString() + problem.Hint + Checked.Shown(problem), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ItemThatRepeatsASecret_IsNotShown()
    {
        var problem = Assert.Single(Checked.Problems("{properties: {tokens: {uniqueItems: true}}}", "tokens: [hunter2, hunter2]"));

        Assert.DoesNotContain("hunter2", problem.Message + problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ValueOfAVariable_SaysSo()
    {
        var template = (ScalarNode)Parsed.From("port: ${DB_PORT}").Root["port"];
        var port = new InterpolatedNode(template, "abc", ScalarType.String, [new Substitution("${DB_PORT}", "DB_PORT", VariableSource.Process, "abc", false)], sensitive: false);
        var root = new MappingNode(template.Document, new SourcePosition(1, 1), [new MappingEntry("port", port, new SourcePosition(1, 1))]);
        var diagnostics = new DiagnosticBag();

        Checked.Compiled("{properties: {port: {type: integer}}}").Check(root, new Sensitivity([]).Root, diagnostics);

        Assert.Equal("1:7 STR5010 expected a whole number, found the text \"abc\" | the value comes from the variable \"DB_PORT\"", Checked.Line(Assert.Single(diagnostics.ToSorted())));
    }

    [Fact]
    public void Check_Problem_KnowsItsPath() => Assert.Equal(
        "services[1].port",
        Assert.Single(Checked.Problems("{properties: {services: {items: {properties: {port: {type: integer}}}}}}", "services: [{port: 1}, {port: x}]")).Path!.ToString());
}
