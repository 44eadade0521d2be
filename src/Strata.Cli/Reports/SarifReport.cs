using System.Text.Encodings.Web;
using System.Text.Json;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>
/// SARIF 2.1.0, as code scanning reads it. What has a file is a result; what has none, as an unknown type, is a notification of the
/// run: a result without a place is refused there.
/// </summary>
/// <param name="report">The report.</param>
/// <param name="paths">How files are named.</param>
/// <param name="json">Where to.</param>
internal sealed class SarifReport(ReviewedReport report, ReportPaths paths, Utf8JsonWriter json)
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Root = "%SRCROOT%";

    private readonly SarifRules _rules = new(report.Findings.Select(static finding => finding.Diagnostic.Code).Distinct());
    private readonly Dictionary<FindingKey, int> _occurrences = [];

    /// <summary>A report as the content of a file.</summary>
    public static byte[] Of(ReviewedReport report, ReportPaths paths, int exitCode)
    {
        using var stream = new MemoryStream();
        Write(report, paths, exitCode, stream);
        return stream.ToArray();
    }

    /// <summary>Writes a report.</summary>
    public static void Write(ReviewedReport report, ReportPaths paths, int exitCode, Stream stream)
    {
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options))
        {
            new SarifReport(report, paths, json).Write(exitCode);
        }

        stream.Write("\n"u8);
    }

    private void Write(int exitCode)
    {
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        _rules.WriteDriver(json);
        json.WriteEndObject();
        WriteInvocation(exitCode);

        // Where the root is on this machine is nobody's business, and differs from run to run.
        json.WriteStartObject("originalUriBaseIds");
        json.WriteStartObject(Root);
        json.WriteStartObject("description");
        json.WriteString("text", "The root of the repository.");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var finding in report.Findings.Where(HasPlace))
        {
            WriteResult(finding);
        }

        json.WriteEndArray();
        if (!report.Contexts.IsEmpty)
        {
            json.WriteStartObject("properties");
            WriteTexts("contexts", report.Contexts.Select(static context => context.Text));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteInvocation(int exitCode)
    {
        var notifications = report.Findings.Where(finding => !HasPlace(finding) && !finding.IsKnown).Select(static finding => finding.Diagnostic).ToList();
        json.WriteStartArray("invocations");
        json.WriteStartObject();

        // The run was: that it found something is no failure of it.
        json.WriteBoolean("executionSuccessful", notifications.TrueForAll(static diagnostic => diagnostic.Severity != DiagnosticSeverity.Error));
        json.WriteNumber("exitCode", exitCode);
        if (notifications.Count > 0)
        {
            json.WriteStartArray("toolExecutionNotifications");
            foreach (var diagnostic in notifications)
            {
                json.WriteStartObject();
                json.WriteStartObject("associatedRule");
                WriteRule(diagnostic.Code, "id", "index");
                json.WriteEndObject();
                json.WriteString("level", SarifRules.LevelOf(diagnostic.Severity));
                WriteMessage(TextOf(diagnostic));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private bool HasPlace(ReviewedFinding finding) => finding.Diagnostic.File is { } file && paths.UriOf(file, out _) is not null;

    private void WriteResult(ReviewedFinding finding)
    {
        var diagnostic = finding.Diagnostic;
        json.WriteStartObject();
        WriteRule(diagnostic.Code, "ruleId", "ruleIndex");
        json.WriteString("level", SarifRules.LevelOf(diagnostic.Severity));
        WriteMessage(TextOf(diagnostic));
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePhysicalLocation(diagnostic.File!, diagnostic.Position, diagnostic.Length);
        if (diagnostic.Path is { } path)
        {
            json.WriteStartArray("logicalLocations");
            json.WriteStartObject();
            json.WriteString("fullyQualifiedName", ShownPath.Of(path, reveal: false));
            json.WriteString("kind", "property");
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        WriteRelated(diagnostic.Related);
        WriteFingerprint(diagnostic);
        WriteState(finding);
        WriteContexts(finding);
        json.WriteEndObject();
    }

    private void WriteRule(DiagnosticCode code, string id, string index)
    {
        json.WriteString(id, code.ToString());
        json.WriteNumber(index, _rules.IndexOf(code));
    }

    // SARIF 3.11.5 and 3.11.6: braces would be a placeholder, and brackets before a parenthesis a link.
    private void WriteMessage(string text)
    {
        text = text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        if (text.Contains("](", StringComparison.Ordinal))
        {
            text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
        }

        json.WriteStartObject("message");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private void WritePhysicalLocation(string file, SourcePosition position, int length)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", paths.UriOf(file, out var isRelative));
        if (isRelative)
        {
            json.WriteString("uriBaseId", Root);
        }

        json.WriteEndObject();
        if (position.Line > 0)
        {
            json.WriteStartObject("region");
            json.WriteNumber("startLine", position.Line);
            json.WriteNumber("startColumn", position.Column);
            if (length > 0)
            {
                json.WriteNumber("endColumn", position.Column + length);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteRelated(IReadOnlyList<RelatedPosition> related)
    {
        // The schema wants each once.
        var places = related.Where(place => paths.UriOf(place.File, out _) is not null).Distinct().ToList();
        if (places.Count == 0)
        {
            return;
        }

        json.WriteStartArray("relatedLocations");
        foreach (var place in places)
        {
            json.WriteStartObject();
            WritePhysicalLocation(place.File, place.Position, length: 0);
            WriteMessage(SecretText.MaskUrlPasswords(place.Message));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What is the same in one file is told apart by its order.
    private void WriteFingerprint(Diagnostic diagnostic)
    {
        var key = FindingKey.Of(diagnostic, paths.FromRoot);
        var occurrence = _occurrences[key] = _occurrences.GetValueOrDefault(key) + 1;
        json.WriteStartObject("partialFingerprints");
        json.WriteString("strataFinding/v1", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{key.Fingerprint()}:{occurrence}"));
        json.WriteEndObject();
    }

    // Where one result says whether it is suppressed, all must.
    private void WriteState(ReviewedFinding finding)
    {
        if (report.BaselineFile is not { } baseline)
        {
            return;
        }

        json.WriteString("baselineState", finding.IsKnown ? "unchanged" : "new");
        json.WriteStartArray("suppressions");
        if (finding.IsKnown)
        {
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("justification", $"It is in the baseline {baseline}.");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteContexts(ReviewedFinding finding)
    {
        if (finding.Finding.Contexts.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("properties");
        WriteTexts("contexts", finding.Finding.Contexts.Select(static context => context.Text));
        json.WriteEndObject();
    }

    private void WriteTexts(string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static string TextOf(Diagnostic diagnostic) =>
        FindingText.Help(diagnostic) is { } help ? $"{FindingText.Message(diagnostic)}\n{help}" : FindingText.Message(diagnostic);
}
