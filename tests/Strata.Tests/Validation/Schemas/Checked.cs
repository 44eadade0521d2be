using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Secrets;
using Strata.Tests.Documents;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Tests.Validation.Schemas;

/// <summary>Checks texts by schemas that are written as texts.</summary>
internal static class Checked
{
    /// <summary>What is wrong with a YAML text.</summary>
    public static ImmutableArray<Diagnostic> Problems(string schema, string yaml)
    {
        var diagnostics = new DiagnosticBag();
        Compiled(schema).Check(Parsed.From(yaml, "app.yml").Root, new Sensitivity([]).Root, diagnostics);
        return diagnostics.ToSorted();
    }

    /// <summary>The same as lines: <c>3:7 STR5010 message | hint</c>.</summary>
    public static string[] Lines(string schema, string yaml) => [.. Problems(schema, yaml).Select(Line)];

    /// <summary>A problem as one line.</summary>
    public static string Line(Diagnostic problem) => $"{problem.Position} {problem.Code} {problem.Message}{(problem.Hint is null ? "" : $" | {problem.Hint}")}";

    /// <summary>Asserts what is told, and shows all of it when it is something else.</summary>
    public static void Tells(IEnumerable<Diagnostic> problems, params string[] expected)
    {
        var told = problems.Select(Line).ToArray();
        Assert.True(told.SequenceEqual(expected), string.Join('\n', told));
    }

    /// <summary>A problem as a terminal shows it, with the line it is about.</summary>
    public static string Shown(Diagnostic problem)
    {
        var writer = new StringWriter();
        new DiagnosticText(writer, hasColour: false).Write(problem);
        return writer.ToString();
    }

    /// <summary>A schema that has nothing wrong in it.</summary>
    public static CompiledSchema Compiled(string schema)
    {
        var compiled = Compile(schema, out var problems);
        Assert.Empty(problems);
        return compiled!;
    }

    /// <summary>A schema and what is wrong with it.</summary>
    /// <param name="schema">JSON or YAML.</param>
    /// <param name="problems">What is wrong.</param>
    /// <param name="files">The files beside it, by path.</param>
    /// <param name="file">Its own path.</param>
    /// <param name="whole">Whether what nothing refers to is compiled.</param>
    public static CompiledSchema? Compile(string schema, out string[] problems, Dictionary<string, string>? files = null, string file = "schemas/app.schema.yml", bool whole = false)
    {
        var diagnostics = new DiagnosticBag();
        var library = new SchemaLibrary(path => files?.GetValueOrDefault(path) is { } text ? Text(path, text) : null);
        var document = SchemaDocument.Read(Text(file, schema), ParseLimits.Default with { MaxDepth = 1000 }, diagnostics);
        var compiled = document is null ? null : CompiledSchema.Compile(document, library, diagnostics, whole: whole);
        problems = [.. diagnostics.ToSorted().Select(Line)];
        return compiled;
    }

    public static SourceText Text(string file, string text) => new(file, Encoding.UTF8.GetBytes(text));
}
