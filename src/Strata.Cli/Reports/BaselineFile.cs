using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Strata.Cli.Reports;

/// <summary>Writes a baseline: one line for each finding, in an order that stays, so that a diff shows what came and went.</summary>
internal static class BaselineFile
{
    /// <summary>The file's text.</summary>
    public static string TextOf(Baseline baseline)
    {
        var text = new StringBuilder();
        text.Append("{\n  \"version\": ").Append(Baseline.Version).Append(",\n  \"findings\": [");
        var separator = "\n    ";
        foreach (var entry in baseline.Entries)
        {
            text.Append(separator).Append(LineOf(entry));
            separator = ",\n    ";
        }

        return text.Append(baseline.Entries.IsEmpty ? "]\n}\n" : "\n  ]\n}\n").ToString();
    }

    private static string LineOf(BaselineEntry entry)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("code", entry.Key.Code);
            json.WriteString("file", entry.Key.File);
            json.WriteString("path", entry.Key.Path);
            json.WriteString("message", entry.Key.Message);
            json.WriteNumber("count", entry.Count);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
