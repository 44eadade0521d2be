using System.Globalization;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Secrets;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Sources;
using Strata.Values;

namespace Strata;

/// <summary>
/// A configuration that a server resolved, read from the JSON that it was sent as. Nothing in it is interpolated again. It is one override to
/// whoever asks where a value comes from: the server has the files.
/// </summary>
internal static class ServedConfiguration
{
    // What JSON cannot say is sent as these texts; see JsonWriter.
    private static readonly string[] NoNumbers = [".inf", "-.inf", ".nan"];

    /// <summary>Reads one.</summary>
    /// <param name="name">What it is called where overrides are named.</param>
    /// <param name="address">Where it comes from, for people.</param>
    /// <param name="json">The values.</param>
    /// <param name="masked">The same with its secrets masked, from which is known what is secret; null where the values are masked themselves.</param>
    /// <param name="context">What it was resolved for.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <returns>The configuration; null, with errors, where the JSON is bad.</returns>
    public static ResolvedConfiguration? Read(
        string name, string address, byte[] json, byte[]? masked, ResolutionContext context, DiagnosticBag diagnostics)
    {
        var source = new OverrideSource(name, new SourceText(address, json));
        if (Parse(source, diagnostics) is not { } parsed || (masked is { } other ? Parse(new OverrideSource(name, new SourceText(address, other)), diagnostics) : parsed) is not { } shown)
        {
            return null;
        }

        // Their names are known on this side too; paths that overrides declare, and what was encrypted, are known on that side only.
        var sensitivity = new Sensitivity([]);
        var root = (MappingNode)Mark(parsed.Root, shown.Root, sensitivity.Root);
        var layer = new Layer(parsed.Source, source, OverrideMetadata.OfType(context.Type), root);
        return new ResolvedConfiguration(root, new SelectionResult([layer], []), context, sensitivity, new ValidationResult([]));
    }

    private static ParsedDocument? Parse(OverrideSource source, DiagnosticBag diagnostics)
    {
        if (source.Text.FirstInvalidByte() is { } offset)
        {
            diagnostics.Add(Diagnostic.At(
                source.Text,
                source.Text.PositionOf(offset),
                DiagnosticCode.BadEncoding,
                DiagnosticSeverity.Error,
                string.Create(CultureInfo.InvariantCulture, $"the byte 0x{source.Content.Span[offset]:X2} is not valid UTF-8 here")));
            return null;
        }

        return JsonDocumentReader.Read(source, ParseLimits.Default, new KeyPool(), diagnostics) is [var document] ? document : null;
    }

    // Whatever the other side shows otherwise than this one would is secret, and so is what it does not show at all.
    private static ConfigNode Mark(ConfigNode node, ConfigNode? shown, Sensitivity.Cursor secrets) => node switch
    {
        ScalarNode scalar => Mark(Typed(scalar), shown is ScalarNode { Text: var text } && secrets.TextOf(scalar) == text),
        SequenceNode sequence => MarkItems(sequence, shown as SequenceNode, secrets),
        MappingNode mapping => MarkEntries(mapping, shown as MappingNode, secrets),
        _ => node,
    };

    private static ConfigNode Mark(ScalarNode scalar, bool isKnown) => isKnown ? scalar : scalar.AsSensitive();

    private static SequenceNode MarkItems(SequenceNode sequence, SequenceNode? shown, Sensitivity.Cursor secrets)
    {
        var other = shown?.Count == sequence.Count ? shown : null;
        return sequence.Rewrite((secrets, other), static (index, item, state) => Mark(item, state.other?[index], state.secrets.Enter(index, item)));
    }

    // By their places: a key may be masked itself.
    private static MappingNode MarkEntries(MappingNode mapping, MappingNode? shown, Sensitivity.Cursor secrets)
    {
        var other = shown?.Count == mapping.Count ? shown : null;
        var entries = mapping.Entries.ToArray();
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            entries[i] = new MappingEntry(entry.Key, Mark(entry.Value, other?.Entries[i].Value, secrets.Enter(entry.Key, entry.Value)), entry.KeyPosition);
        }

        return mapping.With(entries);
    }

    private static ScalarNode Typed(ScalarNode scalar) => scalar.Type == ScalarType.String && NoNumbers.Contains(scalar.Text)
        ? new ScalarNode(scalar.Document, scalar.Position, scalar.Text, ScalarType.Float, ScalarStyle.Plain)
        : scalar;
}
