using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Editing;

/// <summary>
/// A configuration file in YAML or JSON as it is written, byte by byte, and what it says: for edits that change single values and
/// leave everything else as it is. Immutable.
/// </summary>
internal sealed class ConfigurationText
{
    private readonly ImmutableArray<WrittenDocument> _documents;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ParseLimits _limits;

    private ConfigurationText(string file, ReadOnlyMemory<byte> bytes, ParseLimits limits, ImmutableArray<WrittenDocument> documents)
    {
        File = file;
        _bytes = bytes;
        _limits = limits;
        _documents = documents;
    }

    /// <summary>The path that the file is shown under. Its ending tells the format.</summary>
    public string File { get; }

    /// <summary>The documents of the file, in order.</summary>
    public ImmutableArray<WrittenDocument> Documents => _documents;

    /// <summary>The bytes, a byte order mark left out: what offsets count in.</summary>
    public ReadOnlyMemory<byte> Content => _bytes[MarkLength..];

    /// <summary>Reads a file.</summary>
    /// <param name="file">The path that it is shown under.</param>
    /// <param name="bytes">All its bytes.</param>
    /// <param name="limits">What it may ask of the machine.</param>
    /// <param name="diagnostics">Takes what is wrong with it.</param>
    /// <returns>Null, with errors, where the file is not well formed.</returns>
    /// <exception cref="EditRefusedException">It is in TOML, which is read and not edited.</exception>
    public static ConfigurationText? Read(string file, ReadOnlyMemory<byte> bytes, ParseLimits limits, DiagnosticBag diagnostics)
    {
        if (FormatOf(file) == ".toml")
        {
            throw new EditRefusedException($"{file} is in TOML, which cannot be edited in place: write the override in YAML or JSON");
        }

        var content = bytes[LengthOfMark(bytes.Span)..];
        var source = new OverrideSource(Path.GetFileNameWithoutExtension(file), new SourceText(file, content));
        var documents = DocumentReader.Read(source, limits, diagnostics);
        return documents.IsEmpty ? null : new ConfigurationText(file, bytes, limits, Layout(file, content, limits, documents));
    }

    /// <summary>The scalar at a path, as it is written; behind an alias, that of the anchor. Null where no scalar is.</summary>
    public WrittenScalar? Find(int document, ConfigPath path) => _documents[document].Find(path)?.Meant as WrittenScalar;

    /// <summary>Begins an edit.</summary>
    public ConfigurationEdit Edit() => new(this);

    /// <summary>How the file's format writes values.</summary>
    public Notation Notation => FormatOf(File) switch
    {
        ".json" => new JsonNotation(),
        _ => new YamlNotation(),
    };

    /// <summary>The file's bytes with some replaced.</summary>
    public byte[] With(TextEdits edits) => [.. _bytes.Span[..MarkLength], .. edits.ApplyTo(Content.Span)];

    /// <summary>All its bytes, a byte order mark among them.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Whether the file has these bytes.</summary>
    public bool IsSame(ReadOnlySpan<byte> bytes) => _bytes.Span.SequenceEqual(bytes);

    /// <summary>Reads other bytes as this file.</summary>
    public ConfigurationText? ReadAgain(ReadOnlyMemory<byte> bytes, DiagnosticBag diagnostics) => Read(File, bytes, _limits, diagnostics);

    private int MarkLength => LengthOfMark(_bytes.Span);

    private static int LengthOfMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? 3 : 0;

    private static string FormatOf(string file) => Path.GetExtension(file).ToLowerInvariant();

    private static ImmutableArray<WrittenDocument> Layout(string file, ReadOnlyMemory<byte> content, ParseLimits limits, ImmutableArray<ParsedDocument> documents)
    {
        if (FormatOf(file) == ".json")
        {
            return [new WrittenDocument(documents[0].Root, (WrittenMapping)JsonLayout.Read(content.Span, limits.MaxDepth), content.Length)];
        }

        return [.. YamlLayout.Read(content).Zip(documents, static (written, parsed) => new WrittenDocument(parsed.Root, (WrittenMapping)written.Root, written.End))];
    }
}
