using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Tests.Validation.Schemas;

/// <summary>A schema is checked while it is compiled, and each mistake is told at its place.</summary>
public class SchemaProblemTests
{
    [Theory]
    [InlineData("type: strin", "1:7 STR5002 unknown type \"strin\" | did you mean \"string\"?")]
    [InlineData("type: null", "1:7 STR5002 \"type\" is a text or a list of texts | the type is written in quotes: \"null\"")]
    [InlineData("minLength: -1", "1:12 STR5002 \"minLength\" must be a whole number of 0 or more, and is the number -1")]
    [InlineData("maximum: ten", "1:10 STR5002 \"maximum\" must be a number, and is the text \"ten\"")]
    [InlineData("multipleOf: 0", "1:13 STR5002 \"multipleOf\" must be above 0")]
    [InlineData("required: [a, a]", "1:15 STR5002 \"required\" names \"a\" twice | remove one")]
    [InlineData("required: true", "1:11 STR5002 \"required\" must be a list of keys, and is true")]
    [InlineData("allOf: []", "1:8 STR5002 \"allOf\" must hold at least one schema")]
    [InlineData("properties: {a: 1}", "1:17 STR5002 a schema is a mapping, true or false | a value that must be equal to something is said by {\"const\": ...}")]
    [InlineData("items: [true]", "1:8 STR5002 \"items\" is one schema in this draft, not a list | rename it to \"prefixItems\", or name the older draft in \"$schema\"")]
    [InlineData("$schema: http://json-schema.org/draft-07/schma", "1:10 STR5003 the draft \"http://json-schema.org/draft-07/schma\" is not known | did you mean http://json-schema.org/draft-07/schema?")]
    [InlineData("$schema: 7", "1:10 STR5003 \"$schema\" is no text, and names no draft | write https://json-schema.org/draft/2020-12/schema, or remove it")]
    [InlineData("{$ref: '#/$defs/prot', $defs: {port: true}}", "1:8 STR5004 the reference \"#/$defs/prot\" leads nowhere: there is no \"prot\" | did you mean \"port\"?")]
    [InlineData("{$ref: '#prot', $defs: {p: {$anchor: port}}}", "1:8 STR5004 no $anchor \"prot\" is in this schema | did you mean \"#port\"?")]
    [InlineData("$ref: other.yml", "1:7 STR5004 there is no schema file \"schemas/other.yml\" | a path is relative to the file it stands in; only files beside the schemas are read")]
    [InlineData("$ref: https://example.com/a.json", "1:7 STR5005 the reference \"https://example.com/a.json\" leads to the network | schemas are never fetched: keep a copy beside this one, and refer to it by its path")]
    [InlineData("$ref: '#'", "1:7 STR5007 the reference \"#\" leads back to itself for the same value | refer to it beneath \"properties\" or \"items\", so that each turn goes one level deeper")]
    [InlineData("{$ref: '#/$defs/a', $defs: {a: {allOf: [{$ref: '#/$defs/b'}]}, b: {$ref: '#/$defs/a'}}}", "1:74 STR5007 the reference \"#/$defs/a\" leads back to itself for the same value | refer to it beneath \"properties\" or \"items\", so that each turn goes one level deeper")]
    public void Compile_Mistake_IsToldAtItsPlace(string schema, string expected)
    {
        Assert.Null(Checked.Compile(schema, out var problems));
        Assert.Equal([expected], problems);
    }

    [Theory]
    [InlineData("nope.json", "overrides/schemas/nope.json")]
    [InlineData("sub/nope.json", "overrides/schemas/sub/nope.json")]
    [InlineData("../nope.json", "/srv/app/overrides/nope.json")]
    public void Compile_MissingFile_IsNamedAsTheSchemaItselfIs(string reference, string named)
    {
        var diagnostics = new DiagnosticBag();
        var text = new SourceText("overrides/schemas/app.schema.json", Encoding.UTF8.GetBytes($$"""{"$ref": "{{reference}}"}"""));
        var document = SchemaDocument.Read(text, ParseLimits.Default, diagnostics, "/srv/app/overrides/schemas/app.schema.json")!;

        Assert.Null(CompiledSchema.Compile(document, new SchemaLibrary(static _ => null), diagnostics));
        Assert.Equal($"there is no schema file \"{named}\"", Assert.Single(diagnostics.ToSorted()).Message);
    }

    [Fact]
    public void Compile_BadPattern_IsToldAtItsPlace()
    {
        Assert.Null(Checked.Compile("properties:\n  x:\n    pattern: 'a('\n", out var problems));
        Assert.StartsWith("3:14 STR5006 the pattern \"a(\" is not valid: ", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_SeveralMistakes_AreAllTold()
    {
        Assert.Null(Checked.Compile("{type: strng, properties: {a: {minimum: x}, b: {$ref: '#/no'}}}", out var problems));
        Assert.Equal(3, problems.Length);
    }

    [Fact]
    public void Compile_MistakeThatNothingRefersTo_IsToldOfTheWholeOnly()
    {
        const string Schema = "{$defs: {a: {type: strng}}}";

        Assert.NotNull(Checked.Compile(Schema, out _));
        Assert.Null(Checked.Compile(Schema, out var problems, whole: true));
        Assert.Equal("1:20 STR5002 unknown type \"strng\" | did you mean \"string\"?", Assert.Single(problems));
    }

    [Fact]
    public void Compile_UnknownKeywords_AreRemarks() => Assert.NotNull(Checked.Compile("{x-order: [a], mininum: 3, $comment: 4}", out _));

    [Theory]
    [InlineData("sections/a.yml", "schemas/sections/a.yml")]
    [InlineData("../shared/a.yml", "shared/a.yml")]
    [InlineData("a%20b.yml", "schemas/a b.yml")]
    [InlineData("./a.json#/$defs/x", "schemas/a.json")]
    public void Compile_FileBeside_IsReadByItsPath(string reference, string path)
    {
        var text = reference.EndsWith('x') ? "{\"$defs\": {\"x\": {\"type\": \"integer\"}}}" : "{\"type\": \"integer\"}";
        var schema = Checked.Compile($"properties: {{x: {{$ref: '{reference}'}}}}", out var problems, new() { [path] = text });

        Assert.Empty(problems);
        Assert.True(schema!.IsValid(Strata.Tests.Documents.Parsed.From("x: 1").Root));
        Assert.False(schema.IsValid(Strata.Tests.Documents.Parsed.From("x: a").Root));
    }

    [Fact]
    public void Compile_CopyOfPublishedSchemas_RefersToTheCopiesBeside()
    {
        var files = new Dictionary<string, string>
        {
            ["schemas/sections/a.json"] = """{"$id": "https://example.com/s/sections/a.json", "$ref": "../b.json#/$defs/n"}""",
            ["schemas/b.json"] = """{"$defs": {"n": {"type": "integer"}}}""",
        };
        var schema = Checked.Compile("{$id: https://example.com/s/app.json, properties: {x: {$ref: sections/a.json}, y: {$ref: 'https://example.com/s/b.json#/$defs/n'}}}", out var problems, files);

        Assert.Empty(problems);
        Assert.True(schema!.IsValid(Strata.Tests.Documents.Parsed.From("{x: 1, y: 2}").Root));
        Assert.False(schema.IsValid(Strata.Tests.Documents.Parsed.From("x: a").Root));
        Assert.False(schema.IsValid(Strata.Tests.Documents.Parsed.From("y: a").Root));
    }

    [Fact]
    public void Compile_MistakeInAFileBeside_IsToldThere()
    {
        Assert.Null(Checked.Compile("$ref: a.yml", out var problems, new() { ["schemas/a.yml"] = "\ntype: txt\n" }));
        Assert.StartsWith("2:7 STR5002 unknown type \"txt\"", Assert.Single(problems), StringComparison.Ordinal);
    }
}
