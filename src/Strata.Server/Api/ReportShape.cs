using System.Text.Json.Nodes;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Output;
using Strata.Validation;
using Strata.Values;

namespace Strata.Server.Api;

/// <summary>Trees of the engine as JSON of answers.</summary>
internal static class ReportShape
{
    public static JsonNode Diagnostics(IEnumerable<Diagnostic> diagnostics) => Json(ListShape.Of(diagnostics.Select(static diagnostic => DiagnosticShape.Of(diagnostic))));

    /// <summary>The findings of a content, each with the contexts that it is met in.</summary>
    public static JsonNode Diagnostics(MatrixReport found) => Json(Of(found, severity: null));

    /// <summary>The findings in the shape of <c>strata validate -o json</c>.</summary>
    public static JsonNode Validation(MatrixReport found) => Json(
        new ObjectShape()
            .Add("valid", found.ToValidation().IsValid)
            .Add("errors", Of(found, DiagnosticSeverity.Error))
            .Add("warnings", Of(found, DiagnosticSeverity.Warning))
            .Add("suggestions", Of(found, DiagnosticSeverity.Suggestion))
            .Build());

    /// <summary>A tree as JSON.</summary>
    public static JsonNode Json(ConfigNode tree)
    {
        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        JsonWriter.Write(tree, default, output);
        output.Flush();
        return JsonNode.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length))!;
    }

    private static SequenceNode Of(MatrixReport found, DiagnosticSeverity? severity) => ListShape.Of(found.Findings
        .Where(finding => severity is null || finding.Diagnostic.Severity == severity)
        .Select(finding => DiagnosticShape.Of(finding.Diagnostic, found.ReachOf(finding))));
}
