using System.Collections.Immutable;
using System.Text.Json;
using Strata.Diagnostics;

namespace Strata.Cli.Reports;

/// <summary>The codes that a SARIF report shows, as the rules of its tool. Their help is the documentation's own, so that it can be read where the report is.</summary>
internal sealed class SarifRules
{
    private const string OwnRule = "A rule of the project's own; its message says what it found.";

    private readonly ImmutableArray<DiagnosticCode> _codes;
    private readonly Dictionary<DiagnosticCode, int> _indexes = [];

    public SarifRules(IEnumerable<DiagnosticCode> codes)
    {
        _codes = [.. codes.OrderBy(static code => code.Number)];
        foreach (var code in _codes)
        {
            _indexes.Add(code, _indexes.Count);
        }
    }

    public int IndexOf(DiagnosticCode code) => _indexes[code];

    public static string LevelOf(DiagnosticSeverity severity) => LevelOf(Diagnostic.SeverityName(severity));

    /// <summary>Writes what found the results: this command, and its rules.</summary>
    public void WriteDriver(Utf8JsonWriter json)
    {
        json.WriteStartObject("driver");
        json.WriteString("name", "Strata");
        json.WriteString("version", ProductVersion.Text);
        json.WriteStartArray("rules");
        var pages = new ReportPages();
        foreach (var code in _codes)
        {
            WriteRule(json, code.ToString(), pages.Of(code.ToString()));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, string code, DiagnosticPage? page)
    {
        json.WriteStartObject();
        json.WriteString("id", code);
        if (page is null)
        {
            // Code scanning shows no rule without these.
            WriteText(json, "shortDescription", code, markdown: null);
            WriteText(json, "fullDescription", OwnRule, markdown: null);
            WriteText(json, "help", OwnRule, markdown: null);
        }
        else
        {
            WriteText(json, "shortDescription", page.Title, markdown: null);
            WriteText(json, "fullDescription", page.Summary, markdown: null);
            WriteText(json, "help", page.Text, page.Markdown);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", LevelOf(page.Severity));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text, string? markdown)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        if (markdown is not null)
        {
            json.WriteString("markdown", markdown);
        }

        json.WriteEndObject();
    }

    private static string LevelOf(string severity) => severity == "suggestion" ? "note" : severity;
}
