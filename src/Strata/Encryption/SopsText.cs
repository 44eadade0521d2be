using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Editing;
using Strata.Layers;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Sources;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>A file of overrides that is encrypted with SOPS, or is going to be: how it is written, and what it says. Immutable.</summary>
internal sealed class SopsText
{
    private readonly ParseLimits _limits;

    private SopsText(in OverrideFile file, ParseLimits limits, SopsFormat format, ConfigurationText text)
    {
        File = file;
        _limits = limits;
        Format = format;
        Text = text;
        Roots = [.. text.Documents.Select(static document => document.Root)];
    }

    /// <summary>The file.</summary>
    public OverrideFile File { get; }

    /// <summary>Its format.</summary>
    public SopsFormat Format { get; }

    /// <summary>How it is written.</summary>
    public ConfigurationText Text { get; }

    /// <summary>What its documents say, as they are written.</summary>
    public ImmutableArray<MappingNode> Roots { get; }

    /// <summary>Whether it is encrypted with SOPS.</summary>
    public bool IsEncrypted => Roots.Any(root => SopsMetadata.IsIn(root, Format));

    /// <summary>Whether bytes are a SOPS file. One that cannot be read is none.</summary>
    public static bool IsMeant(in OverrideFile file, ReadOnlyMemory<byte> bytes, ParseLimits limits)
    {
        if (SopsLayers.FormatOf(file.File) is not { } format || bytes.Span.IndexOf("sops"u8) < 0)
        {
            return false;
        }

        var source = new OverrideSource(file.Name, new SourceText(file.File, FileContent.WithoutMark(bytes)));
        return SopsLayers.IsIn(DocumentReader.Read(source, limits, new DiagnosticBag()), format);
    }

    /// <summary>Reads bytes as a file. Null, with errors, where it is bad or of a format that cannot be edited.</summary>
    public static SopsText? Read(in OverrideFile file, ReadOnlyMemory<byte> bytes, ParseLimits limits, DiagnosticBag diagnostics)
    {
        try
        {
            return ConfigurationText.Read(file.File, bytes, limits, diagnostics) is { } text
                ? new SopsText(file, limits, SopsLayers.FormatOf(file.File) ?? SopsFormat.Yaml, text)
                : null;
        }
        catch (EditRefusedException refused)
        {
            diagnostics.Add(EncryptableFile.Refusal(file.File, refused));
            return null;
        }
    }

    /// <summary>Reads other bytes as this file.</summary>
    public SopsText? With(ReadOnlyMemory<byte> bytes, DiagnosticBag diagnostics) => Read(File, bytes, _limits, diagnostics);

    /// <summary>Reads other bytes as this file, to be encrypted by Strata.</summary>
    public EncryptableFile? AsEncryptable(ReadOnlyMemory<byte> bytes, IKeySource keys, DiagnosticBag diagnostics) => EncryptableFile.Parse(File, bytes, _limits, keys, diagnostics);

    /// <summary>The overrides that it holds. Empty, with errors, where one of them is bad.</summary>
    /// <param name="keys">Opens them.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="allowLocked">Whether what no key opens is let be, with a warning.</param>
    public ImmutableArray<EncryptableOverride> Overrides(IKeySource keys, DiagnosticBag diagnostics, bool allowLocked = false)
    {
        var found = new DiagnosticBag();
        var layers = Pipeline.ParseLayers(new OverrideSource(File.Name, new SourceText(File.File, Text.Content)), _limits, keys, found, allowLocked: allowLocked);
        diagnostics.AddRange(found.ToSorted());
        return found.HasErrors ? [] : [.. layers.Select(static (layer, index) => new EncryptableOverride(index, layer))];
    }

    /// <summary>Whether a path of a document leads into its configuration, where dollar signs are those of templates.</summary>
    public bool IsInBody(int document, ConfigPath path)
    {
        var steps = path.Steps();
        return Roots[document].ContainsKey(EmbeddedOverride.Key)
            ? steps.Length > 2 && steps[0].Key == EmbeddedOverride.Key && steps[1].Key == EmbeddedOverride.ConfigKey
            : steps.Length > 0 && steps[0].Key != LayerReader.MetadataKey;
    }

    /// <summary>Whether a path of a document leads into its metadata.</summary>
    public bool IsInMetadata(int document, ConfigPath path)
    {
        var steps = path.Steps();
        return Roots[document].ContainsKey(EmbeddedOverride.Key)
            ? steps.Length > 1 && steps[0].Key == EmbeddedOverride.Key && steps[1].Key == EmbeddedOverride.MetadataKey
            : steps.Length > 0 && steps[0].Key == LayerReader.MetadataKey;
    }

    /// <summary>Every scalar of a document, with its path, in order.</summary>
    public static IEnumerable<(ConfigPath Path, ScalarNode Node)> Scalars(ConfigNode root) => EncryptableOverride.Scalars(root);
}
