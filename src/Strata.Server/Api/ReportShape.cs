using System.Text;
using System.Text.Json.Nodes;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Output;
using Strata.Server.Publishing;
using Strata.Values;

namespace Strata.Server.Api;

/// <summary>Trees of the engine as JSON of answers.</summary>
internal static class ReportShape
{
    public static JsonNode Diagnostics(IEnumerable<Diagnostic> diagnostics) => Json(ListShape.Of(diagnostics.Select(static diagnostic => DiagnosticShape.Of(diagnostic))));

    /// <summary>The findings of a content, each with the contexts that it is met in.</summary>
    public static JsonNode Diagnostics(CheckedContent found) => Json(Of(found, severity: null), found.Shown);

    /// <summary>The findings in the shape of <c>strata validate -o json</c>.</summary>
    public static JsonNode Validation(CheckedContent found) => Json(
        new ObjectShape()
            .Add("valid", found.Report.ToValidation().IsValid)
            .Add("errors", Of(found, DiagnosticSeverity.Error))
            .Add("warnings", Of(found, DiagnosticSeverity.Warning))
            .Add("suggestions", Of(found, DiagnosticSeverity.Suggestion))
            .Build(),
        found.Shown);

    /// <summary>A tree as JSON.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="shown">Gives texts the names of files that people know; null where there are none in it.</param>
    public static JsonNode Json(ConfigNode tree, Func<string, string>? shown = null)
    {
        var text = Text(tree);
        return JsonNode.Parse(shown is null ? text : shown(text))!;
    }

    public static string Text(ConfigNode tree)
    {
        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        JsonWriter.Write(tree, default, output);
        output.Flush();
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static SequenceNode Of(CheckedContent found, DiagnosticSeverity? severity) => ListShape.Of(found.Report.Findings
        .Where(finding => severity is null || finding.Diagnostic.Severity == severity)
        .Select(finding => DiagnosticShape.Of(finding.Diagnostic, found.Report.ReachOf(finding))));
}
