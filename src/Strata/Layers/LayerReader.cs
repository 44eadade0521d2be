using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Layers;

/// <summary>Tells what a document says of itself from the configuration that it holds.</summary>
internal static class LayerReader
{
    /// <summary>The top-level key of the metadata in a file of our own.</summary>
    public const string MetadataKey = "_metadata";

    /// <summary>The override that a document is. Null, with errors, when any part of its metadata is bad.</summary>
    public static Layer? Read(ParsedDocument document, OverrideSource source, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var embedded = document.Root.ContainsKey(EmbeddedOverride.Key);
        var parts = embedded ? EmbeddedOverride.Split(document.Root, found) : Split(document.Root, found);

        var defaultType = DefaultType(source.Name);
        var metadata = parts.Metadata is { } value
            ? MetadataReader.Read(value, document.Source.Name, defaultType)
            : OverrideMetadata.OfType(defaultType);
        ReportUnknownTags(document, embedded, found);
        MisplacedTags.Report(parts.Body, found);

        if (found.Count > 0)
        {
            diagnostics.AddRange(found.ToSorted());
        }

        if (found.HasErrors)
        {
            return null;
        }

        return new Layer(document.Source, source, metadata, parts.Body)
        {
            Comments = document.Comments,
            EmbeddedIn = embedded ? document.Root : null,
            WrittenMetadata = parts.Metadata?.Node as MappingNode,
        };
    }

    /// <summary>The last part of the name up to its first dot: <c>acme</c> for <c>tenants/acme.eu</c>.</summary>
    private static string DefaultType(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 ? file[..dot] : file;
    }

    private static LayerParts Split(MappingNode root, DiagnosticBag diagnostics)
    {
        var at = root.IndexOf(MetadataKey);
        if (at < 0)
        {
            return new LayerParts(null, root);
        }

        var entry = root.Entries[at];
        var metadata = new MetadataValue(
            entry.Value,
            ConfigPath.Root.Append(MetadataKey),
            entry.KeyPosition,
            DiagnosticCode.BadMetadataValue,
            diagnostics);
        return new LayerParts(metadata, root.With([.. root.Entries[..at], .. root.Entries[(at + 1)..]]));
    }

    // In a file that belongs to another tool too, only our own part is ours to judge.
    internal static void ReportUnknownTags(ParsedDocument document, bool embedded, DiagnosticBag diagnostics)
    {
        var shown = 0;
        ExcerptRedaction? redaction = null;
        foreach (var unknown in document.UnknownTags)
        {
            if (embedded && unknown.TopLevelKey != EmbeddedOverride.Key)
            {
                continue;
            }

            if (shown++ == DocumentRules.MaxErrors)
            {
                diagnostics.Add(DocumentRules.TooMany(document.Source.Text, unknown.Position));
                break;
            }

            var tag = YamlTag.Spell(unknown.Tag);
            var near = EditDistance.Nearest(tag, YamlTag.Known);
            var hint = tag is "!by" or "!by:" ? "name the key that tells the items apart: !by:name"
                : near is not null ? $"did you mean {near}?"
                : $"remove it, or quote the value if it is text; known are {string.Join(", ", YamlTag.Known)}";

            // A password that begins with "!" and was not quoted.
            var isSecret = near is null && (redaction ??= new ExcerptRedaction(document.Source.Text)).Hides(unknown.Position);
            diagnostics.Add(Diagnostic.At(
                document.Source.Text,
                unknown.Position,
                DiagnosticCode.UnknownTag,
                DiagnosticSeverity.Error,
                $"unknown tag {Quotation.Of(tag, secret: isSecret)}") with
            { Hint = hint });
        }
    }
}

/// <summary>The two parts of an override.</summary>
/// <param name="Metadata">What it says of itself; null for nothing.</param>
/// <param name="Body">The configuration.</param>
internal readonly record struct LayerParts(MetadataValue? Metadata, MappingNode Body);
