using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Tests.Documents;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Tests.Validation.Schemas;

/// <summary>Whatever a schema and a value are, a check ends, and what is valid costs no memory.</summary>
[Trait("Level", "security")]
public class BoundsTests
{
    private static readonly ParseLimits Deep = ParseLimits.Default with { MaxDepth = 1000, MaxNodes = 3_000_000 };

    [Fact]
    public void Check_AMillionLeaves_Ends()
    {
        var text = new StringBuilder("{\"x\": [");
        for (var i = 0; i < 1_000_000; i++)
        {
            text.Append(i % 2 == 0 ? "1," : "2,");
        }

        var root = Parsed.From(text.Append("\"end\"]}").ToString(), "big.json", Deep).Root;
        var diagnostics = new DiagnosticBag();
        Checked.Compiled("{properties: {x: {items: {type: integer, minimum: 0, anyOf: [{maximum: 1}, {minimum: 2}]}}}}").Check(root, default, diagnostics);

        Assert.Equal("expected a whole number from 0, found the text \"end\"".Replace("from 0", "of at least 0", StringComparison.Ordinal), Assert.Single(diagnostics.ToSorted()).Message);
    }

    [Fact]
    public void Check_AMillionMistakes_TellsThoseThatAreKeptAndCountsTheRest()
    {
        var root = Parsed.From("{\"x\": [" + string.Join(',', Enumerable.Repeat("1", 50_000)) + "]}", "big.json", Deep).Root;
        var diagnostics = new DiagnosticBag();
        Checked.Compiled("{properties: {x: {items: {type: string}}}}").Check(root, default, diagnostics);

        var told = diagnostics.ToSorted();
        Assert.Equal(10_001, told.Length);
        Assert.Equal("and 40,000 more errors", told[^1].Message);
    }

    [Fact]
    public void Compile_TenThousandDefinitionsInARow_Ends()
    {
        var text = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
        for (var i = 0; i < 10_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"d{i}\": {{\"properties\": {{\"next\": {{\"$ref\": \"#/$defs/d{i + 1}\"}}}}}},");
        }

        var schema = Checked.Compile(text.Append("\"d10000\": {\"type\": \"object\"}}}").ToString(), out var problems, file: "s.json");

        Assert.Empty(problems);
        Assert.True(schema!.IsValid(Parsed.From("next: {next: {next: {}}}").Root));
    }

    [Fact]
    public void Check_ReferencesInARow_EndOrAreGivenUp()
    {
        var text = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"d{i}\": {{\"allOf\": [{{\"$ref\": \"#/$defs/d{i + 1}\"}}]}},");
        }

        var schema = Checked.Compiled(text.Append("\"d50000\": {\"type\": \"object\"}}}").ToString());
        var diagnostics = new DiagnosticBag();
        schema.Check(Parsed.From("a: 1").Root, default, diagnostics);

        Assert.All(diagnostics.ToSorted(), static problem => Assert.Equal(DiagnosticCode.EndlessReference, problem.Code));
    }

    [Fact]
    public void Check_DeepestInstance_ByARecursiveSchema_Ends()
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\":", 998)) + "1" + new string('}', 998);
        var root = Parsed.From(text, "deep.json", Deep).Root;
        var schema = Checked.Compiled("{$ref: '#/$defs/n', $defs: {n: {anyOf: [{type: integer}, {allOf: [{properties: {a: {$ref: '#/$defs/n'}}, additionalProperties: false}], type: object}]}}}");
        var wrong = Checked.Compiled("{$ref: '#/$defs/n', $defs: {n: {anyOf: [{type: 'null'}, {allOf: [{properties: {a: {$ref: '#/$defs/n'}}, additionalProperties: false}], type: object}]}}}");
        var diagnostics = new DiagnosticBag();

        Assert.True(schema.IsValid(root));
        wrong.Check(root, default, diagnostics);
        Assert.Equal("expected a mapping or null, found the number 1", Assert.Single(diagnostics.ToSorted()).Message);
    }

    [Fact]
    public void Check_DeepestInstance_OnASmallStack_SaysTheSame()
    {
        var root = Parsed.From(string.Concat(Enumerable.Repeat("{\"a\":", 998)) + "1" + new string('}', 998), "deep.json", Deep).Root;
        var text = string.Concat(Enumerable.Range(0, 20).Select(static i => $"d{i}: {{allOf: [{{$ref: '#/$defs/d{i + 1}'}}]}}, "));
        var schema = Checked.Compiled($"{{$ref: '#/$defs/d0', $defs: {{{text}d20: {{anyOf: [{{type: integer}}, {{type: object, properties: {{a: {{$ref: '#/$defs/d0'}}}}}}]}}}}}}");
        var valid = false;
        var diagnostics = new DiagnosticBag();
        var thread = new Thread(
            () =>
            {
                valid = schema.IsValid(root);
                schema.Check(root, default, diagnostics);
            },
            512 * 1024);
        thread.Start();
        thread.Join();

        Assert.True(valid);
        Assert.Empty(diagnostics.ToSorted());
    }

    [Fact]
    public void Check_AlternativesThatDoubleAtEveryLevel_AreGivenUp()
    {
        const string Schema = """
            {$ref: '#/$defs/n', $defs: {n: {type: object, oneOf: [
              {properties: {a: {$ref: '#/$defs/n'}}, required: [x]}, {properties: {a: {$ref: '#/$defs/n'}}, required: [y]}]}}}
            """;
        var root = Parsed.From(string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "{}" + new string('}', 60), "deep.json", Deep).Root;
        var diagnostics = new DiagnosticBag();

        Checked.Compiled(Schema).Check(root, default, diagnostics);

        Assert.NotEmpty(diagnostics.ToSorted());
    }

    [Fact]
    public void Check_SchemaThatAppliesItselfTwiceInARow_IsGivenUp()
    {
        var text = new StringBuilder("{\"$ref\": \"#/$defs/d0\", \"$defs\": {");
        for (var i = 0; i < 60; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"d{i}\": {{\"allOf\": [{{\"$ref\": \"#/$defs/d{i + 1}\"}}, {{\"$ref\": \"#/$defs/d{i + 1}\"}}]}},");
        }

        var diagnostics = new DiagnosticBag();
        Checked.Compiled(text.Append("\"d60\": {\"type\": \"object\"}}}").ToString()).Check(Parsed.From("a: 1").Root, default, diagnostics);

        Assert.Equal(DiagnosticCode.EndlessReference, Assert.Single(diagnostics.ToSorted()).Code);
    }

    [Fact]
    public void Check_DynamicReferenceToItself_IsGivenUp()
    {
        var diagnostics = new DiagnosticBag();
        Checked.Compiled("{$dynamicAnchor: a, $dynamicRef: '#a'}").Check(Parsed.From("a: 1").Root, default, diagnostics);

        Assert.Equal(DiagnosticCode.EndlessReference, Assert.Single(diagnostics.ToSorted()).Code);
    }

    [Fact]
    public void IsValid_ValidInstance_AllocatesNothing()
    {
        var schema = Checked.Compiled("""
            {properties: {name: {type: string, minLength: 1, pattern: '^[a-z]+$'}, ports: {items: {type: integer, minimum: 1, maximum: 65535}, uniqueItems: true},
              kind: {oneOf: [{const: a}, {const: b}]}, ratio: {multipleOf: 0.1}, level: {enum: [a, b, c, d, e, f, g, h, i, j]}},
             propertyNames: {pattern: '^[a-z]'}, required: [name], unevaluatedProperties: false, allOf: [{properties: {extra: true}}]}
            """);
        var root = Parsed.From("name: abc\nports: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\nkind: b\nratio: 0.7\nlevel: j\nextra: {a: 1}\n").Root;
        for (var i = 0; i < 10; i++)
        {
            Assert.True(schema.IsValid(root));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        schema.IsValid(root);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void IsValid_WithACache_SaysTheSameAndRemembersWhatIsShared()
    {
        var schema = Checked.Compiled("{properties: {a: {additionalProperties: {type: integer}}, b: {type: integer}}}");
        var shared = Parsed.From("a: {k1: 1, k2: 2, k3: 3, k4: 4, k5: 5, k6: 6, k7: 7, k8: 8}\nb: 1\n").Root;
        var other = shared.With([shared.Entries[0], new MappingEntry("b", ScalarNode.Of("x"), default)]);
        var cache = new ValidityCache();

        Assert.True(schema.IsValid(shared, cache));
        Assert.False(schema.IsValid(other, cache));
        var diagnostics = new DiagnosticBag();
        schema.Check(other, default, diagnostics, cache);
        Assert.Equal("expected a whole number, found the text \"x\"", Assert.Single(diagnostics.ToSorted()).Message);
    }

    [Fact]
    public void IsValid_FromManyThreads_SaysTheSame()
    {
        var schema = Checked.Compiled("{properties: {x: {type: integer}}, unevaluatedProperties: false}");
        var (right, wrong) = (Parsed.From("x: 1").Root, Parsed.From("y: 1").Root);

        Parallel.For(0, 1000, i => Assert.Equal(i % 2 == 0, schema.IsValid(i % 2 == 0 ? right : wrong)));
    }
}
