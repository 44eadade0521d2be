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

    /// <summary>Writes the file whole or not at all: beside it first, then over it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, Baseline baseline)
    {
        // A link stays one.
        var file = new FileInfo(path);
        var target = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(Encoding.UTF8.GetBytes(TextOf(baseline)));
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Why it could not be written. The framework says the path again, which is that of the file beside it.</summary>
    public static string Cause(Exception exception)
    {
        var message = exception is UnauthorizedAccessException ? "permission to write there is missing"
            : exception is DirectoryNotFoundException ? "its directory does not exist"
            : exception.Message;
        var path = message.IndexOf(" : '", StringComparison.Ordinal);
        return path < 0 ? message : message[..path];
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
