using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Sources;

namespace Strata.Store;

/// <summary>
/// All override files of a directory in one: JSON with each file's path, checksum and text, to the letter, so that comments stay and what is
/// encrypted stays encrypted.
/// </summary>
internal sealed class OverrideBundle
{
    private const string Format = "strata-overrides-1";

    // A bundle is many files.
    private const long MaxFiles = 1000;

    private readonly OverrideFiles _files;
    private readonly long _maxBytes;

    /// <param name="files">The directory.</param>
    /// <param name="maxFileBytes">The most bytes of one file.</param>
    public OverrideBundle(OverrideFiles files, long maxFileBytes)
    {
        _files = files;
        _maxBytes = Math.Min(maxFileBytes, long.MaxValue / MaxFiles) * MaxFiles;
    }

    /// <summary>Writes the bundle of all overrides.</summary>
    public void Export(string path)
    {
        using var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteStartArray("overrides");
            foreach (var file in _files.List())
            {
                var bytes = FileContent.WithoutMark(_files.Read(file));
                _files.Validated(file, bytes, allowLocked: true);
                writer.WriteStartObject();
                writer.WriteString("file", file.Name + Path.GetExtension(file.FullPath));
                writer.WriteString("checksum", FileGuard.ChecksumOf(bytes));
                writer.WriteString("text", bytes.Span);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        content.WriteByte((byte)'\n');
        AtomicFile.Write(path, content.ToArray());
    }

    /// <summary>Writes a bundle's overrides into the directory: all of them, or nothing.</summary>
    /// <returns>The overrides of the files that were written.</returns>
    public ImmutableArray<OverrideDocument> Import(string path, ImportConflicts conflicts)
    {
        var bundled = Parse(path);
        var there = _files.List();
        var planned = new List<(OverrideFile File, byte[] Bytes, ReadOnlyMemory<byte>? Old, ImmutableArray<OverrideDocument> Documents)>();
        foreach (var (relative, text) in bundled)
        {
            var file = _files.FileOf(relative);
            var bytes = Encoding.UTF8.GetBytes(text);
            var documents = _files.Validated(file, bytes, allowLocked: true);
            var same = there.FirstOrDefault(other => other.Name == file.Name && Path.GetExtension(other.FullPath) == Path.GetExtension(file.FullPath));
            if (same.Name is null)
            {
                OverrideFiles.RequireUnused(file.Name, there);
                planned.Add((file, bytes, null, documents));
                continue;
            }

            var old = _files.Read(same);
            if (FileContent.WithoutMark(old).Span.SequenceEqual(bytes) || conflicts == ImportConflicts.Keep)
            {
                continue;
            }

            if (conflicts == ImportConflicts.Refuse)
            {
                throw new OverrideConflictException(file.Name, $"There is an override {file.Name} already, and it says something else: nothing was imported.", FileGuard.ChecksumOf(bytes), FileGuard.ChecksumOf(old));
            }

            planned.Add((file, bytes, old, documents));
        }

        var written = 0;
        try
        {
            for (; written < planned.Count; written++)
            {
                _files.Write(planned[written].File, planned[written].Bytes, planned[written].Old);
            }
        }
        finally
        {
            // Only where a write failed: what was written until then is taken back.
            while (written < planned.Count && written-- > 0)
            {
                var (file, _, old, _) = planned[written];
                TakeBack(file, old);
            }
        }

        return [.. planned.SelectMany(static plan => plan.Documents)];
    }

    // The failure that led here is what the caller is to hear of.
    private static void TakeBack(OverrideFile file, ReadOnlyMemory<byte>? old)
    {
        try
        {
            if (old is { } bytes)
            {
                AtomicFile.Write(file.FullPath, bytes.Span);
            }
            else
            {
                File.Delete(file.FullPath);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A directory that takes no more writes keeps what it has.
        }
    }

    private List<(string File, string Text)> Parse(string path)
    {
        var bytes = ReadBundle(path);
        try
        {
            using var json = JsonDocument.Parse(FileContent.WithoutMark(bytes));
            if (json.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != Format
                || !root.TryGetProperty("overrides", out var overrides) || overrides.ValueKind != JsonValueKind.Array)
            {
                throw Bad(path, $"it is no bundle of overrides: \"format\" is not \"{Format}\", or \"overrides\" is no list", "write one by ExportOverrides");
            }

            var files = overrides.EnumerateArray().Select((entry, index) => ReadEntry(path, entry, index)).ToList();
            var twice = files.GroupBy(static file => file.File[..^Path.GetExtension(file.File).Length], StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Skip(1).Any());
            return twice is null ? files : throw Bad(path, $"it has two overrides of the name {twice.Key}", "remove one of them");
        }
        catch (JsonException exception)
        {
            throw Bad(path, $"it is no JSON: {exception.Message}", "write it anew by ExportOverrides");
        }
    }

    private static (string File, string Text) ReadEntry(string path, JsonElement entry, int index)
    {
        string TextOf(string key) => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Bad(path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"its override {index + 1} has no text \"{key}\""), "write it anew by ExportOverrides");

        var (file, checksum, text) = (TextOf("file"), TextOf("checksum"), TextOf("text"));
        if (OverrideName.ProblemOfFile(file) is { } problem)
        {
            throw Bad(path, $"{Quotation.Of(file)} is no path for an override: {problem}", "correct it");
        }

        return FileGuard.ChecksumOf(Encoding.UTF8.GetBytes(text)) == checksum
            ? (file, text)
            : throw Bad(path, $"the text of {Quotation.Of(file)} is not what its checksum says", "it was changed, or cut off: export it again");
    }

    private ReadOnlyMemory<byte> ReadBundle(string path)
    {
        try
        {
            return FileContent.ReadBytes(path, _maxBytes) ?? throw Bad(path, "it has too many bytes", "split it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OverrideValidationException(new ValidationResult([FileProblem.Of(path, exception)]));
        }
    }

    private static OverrideValidationException Bad(string path, string message, string hint) =>
        new(new ValidationResult([Diagnostic.InFile(path, DiagnosticCode.CannotBeRead, DiagnosticSeverity.Error, message) with { Hint = hint }]));
}
