using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Sources;
using Strata.Values;

namespace Strata.Layers;

/// <summary>
/// Opens SOPS files as they are read, before anything is looked for in them: by its default rule SOPS encrypts metadata too. All of a
/// file's documents or none, for one MAC covers them.
/// </summary>
internal static class SopsLayers
{
    /// <summary>The documents in clear; the same ones where the file is none of SOPS's. Empty, with a diagnostic, where it cannot be opened.</summary>
    /// <param name="documents">The documents of a file.</param>
    /// <param name="source">The file.</param>
    /// <param name="keys">Opens it.</param>
    /// <param name="allowLocked">Whether one that no key opens is let be, with a warning: its values stay locked where its metadata can be read, else it is left out.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="sops">What the file says of itself; null where it is none of SOPS's.</param>
    public static ImmutableArray<ParsedDocument> Open(
        ImmutableArray<ParsedDocument> documents,
        OverrideSource source,
        IKeySource keys,
        bool allowLocked,
        DiagnosticBag diagnostics,
        out SopsMetadata? sops)
    {
        sops = null;
        if (FormatOf(source.File) is not { } format || !IsIn(documents, format))
        {
            return documents;
        }

        MappingNode[] roots = [.. documents.Select(static document => document.Root)];
        try
        {
            sops = SopsMetadata.Read(roots[0], format);
            return With(documents, SopsDocument.Decrypt(roots, format, [.. keys.Identities]).Documents);
        }
        catch (SopsException failure) when (failure.Failure == SopsFailure.NoKey)
        {
            var locked = SopsReport.Locked(failure, source.File, keys);
            diagnostics.Add(allowLocked ? locked with { Severity = DiagnosticSeverity.Warning } : locked);
            return allowLocked && documents.All(static document => IsReadable(document.Root))
                ? With(documents, [.. roots.Select(root => LockedItems.Mark(SopsDocument.WithoutBlock(root, format)))])
                : [];
        }
        catch (SopsException failure)
        {
            diagnostics.AddRange(SopsReport.Of(failure));
            return [];
        }
    }

    /// <summary>The format of a SOPS file by its name; null where SOPS has none for it that we read.</summary>
    public static SopsFormat? FormatOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".toml" => null,
        ".json" => SopsFormat.Json,
        _ => SopsFormat.Yaml,
    };

    /// <summary>Whether documents are those of a SOPS file.</summary>
    public static bool IsIn(ImmutableArray<ParsedDocument> documents, SopsFormat format)
    {
        foreach (var document in documents)
        {
            if (SopsMetadata.IsIn(document.Root, format))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<ParsedDocument> With(ImmutableArray<ParsedDocument> documents, ImmutableArray<MappingNode> roots) =>
        [.. documents.Zip(roots, static (document, root) => document with { Root = root })];

    private static bool IsReadable(MappingNode root) => root.TryGetValue(EmbeddedOverride.Key, out var embedded)
        ? embedded is MappingNode parts && !(parts.TryGetValue(EmbeddedOverride.MetadataKey, out var inner) && LockedItems.AreIn(inner))
        : !(root.TryGetValue(LayerReader.MetadataKey, out var metadata) && LockedItems.AreIn(metadata));
}
