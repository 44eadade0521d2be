using System.Globalization;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>Reads a baseline. What is none is refused whole: half of one would let through what was never accepted, or fail on what was.</summary>
internal sealed class BaselineReader
{
    private static readonly string[] Keys = ["code", "file", "path", "message", "count"];

    // A finding has seven nodes; more than a run keeps of them fit in.
    private static readonly ParseLimits Limits = new() { MaxFileBytes = 64 * 1024 * 1024 };

    private readonly SourceText _text;
    private readonly DiagnosticBag _diagnostics;

    private BaselineReader(SourceText text, DiagnosticBag diagnostics)
    {
        _text = text;
        _diagnostics = diagnostics;
    }

    /// <summary>Reads a file. Null, with an error, where it cannot be read or is no baseline.</summary>
    /// <param name="path">The file, from the working directory.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    public static Baseline? Read(string path, DiagnosticBag diagnostics)
    {
        if (!File.Exists(path))
        {
            diagnostics.Add(MissingFile.Of(path, "there is no such baseline", "name it relative to the working directory, or write it first: --update-baseline"));
            return null;
        }

        return FileContent.ReadNamed(path, Limits.MaxFileBytes, diagnostics) is { } text ? Read(text, diagnostics) : null;
    }

    /// <summary>Reads a text. Null, with an error, where it is no baseline.</summary>
    public static Baseline? Read(SourceText text, DiagnosticBag diagnostics) => new BaselineReader(text, diagnostics).Read();

    private Baseline? Read()
    {
        if (Parse() is not { } root)
        {
            return null;
        }

        if (!root.TryGetValue("version", out var version))
        {
            Refuse(root.Position, "it is no baseline: it has no \"version\"");
            return null;
        }

        if (version is not ScalarNode scalar || !scalar.TryGetInt64(out var number))
        {
            Refuse(version.Position, "it is no baseline: its \"version\" is no whole number");
            return null;
        }

        if (number != Baseline.Version)
        {
            Refuse(version.Position, string.Create(CultureInfo.InvariantCulture, $"the baseline has version {number}; this command reads version {Baseline.Version}"));
            return null;
        }

        var entries = ReadEntries(root);
        return _diagnostics.HasErrors ? null : new Baseline(entries, _text);
    }

    private MappingNode? Parse()
    {
        if (_text.FirstInvalidByte() is { } offset)
        {
            Refuse(_text.PositionOf(offset), "the baseline cannot be read: it is not UTF-8");
            return null;
        }

        // The name's ending says nothing here: it is JSON whatever it is called.
        var found = new DiagnosticBag();
        var documents = JsonDocumentReader.Read(new OverrideSource("baseline", _text), Limits, new KeyPool(), found);
        foreach (var diagnostic in found.ToSorted())
        {
            Refuse(diagnostic.Position, $"the baseline cannot be read: {diagnostic.Message}");
        }

        return found.HasErrors || documents.IsEmpty ? null : documents[0].Root;
    }

    private List<BaselineEntry> ReadEntries(MappingNode root)
    {
        var entries = new List<BaselineEntry>();
        foreach (var entry in root.Entries)
        {
            if (entry.Key is not ("version" or "findings"))
            {
                Refuse(entry.KeyPosition, $"unknown key \"{entry.Key}\"");
            }
        }

        if (!root.TryGetValue("findings", out var findings) || findings is not SequenceNode list)
        {
            Refuse((findings ?? root).Position, "\"findings\" must be a list");
            return entries;
        }

        foreach (var item in list)
        {
            if (item is not MappingNode mapping)
            {
                Refuse(item.Position, "a finding is an object of code, file, path, message and count");
            }
            else if (ReadEntry(mapping) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private BaselineEntry? ReadEntry(MappingNode mapping)
    {
        foreach (var entry in mapping.Entries)
        {
            if (!Keys.Contains(entry.Key))
            {
                Refuse(entry.KeyPosition, $"unknown key \"{entry.Key}\"", EditDistance.Nearest(entry.Key, Keys) is { } near ? $"did you mean \"{near}\"?" : null);
            }
        }

        var code = Text(mapping, "code", mayBeNull: false);
        var file = Text(mapping, "file", mayBeNull: true);
        var path = Text(mapping, "path", mayBeNull: true);
        var message = Text(mapping, "message", mayBeNull: false);
        return Count(mapping) is { } count && code is not null && message is not null
            ? new BaselineEntry(new FindingKey(file, code, path, message), count, mapping.Position)
            : null;
    }

    private string? Text(MappingNode mapping, string key, bool mayBeNull)
    {
        if (!mapping.TryGetValue(key, out var value))
        {
            Refuse(mapping.Position, $"the finding has no \"{key}\"");
            return null;
        }

        if (value is ScalarNode { Type: ScalarType.String } scalar)
        {
            return scalar.Text;
        }

        if (!mayBeNull || value is not ScalarNode { IsNull: true })
        {
            Refuse(value.Position, $"\"{key}\" must be text{(mayBeNull ? " or null" : "")}");
        }

        return null;
    }

    private int? Count(MappingNode mapping)
    {
        if (!mapping.TryGetValue("count", out var value))
        {
            Refuse(mapping.Position, "the finding has no \"count\"");
            return null;
        }

        if (value is ScalarNode scalar && scalar.TryGetInt64(out var count) && count is > 0 and <= int.MaxValue)
        {
            return (int)count;
        }

        Refuse(value.Position, "\"count\" must be a whole number from 1");
        return null;
    }

    private void Refuse(SourcePosition position, string message, string? hint = null) =>
        _diagnostics.Add(Diagnostic.At(_text, position, DiagnosticCode.BadBaseline, DiagnosticSeverity.Error, message) with
        {
            Hint = hint ?? "mend it, or move it away and write it anew: --update-baseline",
        });
}
