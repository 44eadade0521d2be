using System.Collections.Immutable;
using Strata.Secrets.Age;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>What of a file SOPS is to encrypt, and for whom. Immutable.</summary>
internal sealed record SopsEncryptionOptions
{
    /// <summary>The file's format.</summary>
    public required SopsFormat Format { get; init; }

    /// <summary>Who may open the file; at least one.</summary>
    public required ImmutableArray<AgeRecipient> Recipients { get; init; }

    /// <summary>What is encrypted. Default: all but what stands beneath a key that ends in <c>_unencrypted</c>.</summary>
    public SopsRule Rule { get; init; } = SopsRule.Default;

    /// <summary>Whether the MAC covers the encrypted values alone. Default: all values.</summary>
    public bool MacOnlyEncrypted { get; init; }

    /// <summary>
    /// Whether the file is written anew from the tree, by a writer that puts numbers in decimal and quotes what could be no text, and
    /// not edited in place. It matters for values in clear: SOPS takes <c>0644</c> for 420, and we for 644.
    /// </summary>
    public bool IsRewritten { get; init; }
}

/// <summary>A value of a file that is to be replaced by its encrypted text.</summary>
/// <param name="Document">Which document of the file it stands in, from 0.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Node">The value in clear.</param>
/// <param name="Text">The encrypted text. YAML needs no quotes around it.</param>
internal sealed record SopsReplacement(int Document, ConfigPath Path, ScalarNode Node, string Text);

/// <summary>An encrypted file: as trees, and as what to replace in the file in clear.</summary>
/// <param name="Format">The file's format.</param>
/// <param name="Documents">The documents with encrypted values, without the <c>sops</c> block.</param>
/// <param name="Replacements">What became of the values that are encrypted now, in the order of the file.</param>
/// <param name="Metadata">The block, with the MAC.</param>
internal sealed record SopsEncrypted(SopsFormat Format, ImmutableArray<MappingNode> Documents, ImmutableArray<SopsReplacement> Replacements, SopsMetadata Metadata)
{
    /// <summary>The entries that every document of the file ends in: the key <c>sops</c>, or the flat keys of dotenv.</summary>
    public MappingEntry[] BlockEntries() =>
        Format == SopsFormat.Dotenv ? SopsFlatKeys.Flatten(Metadata.ToNode()) : [new MappingEntry(SopsMetadata.Key, Metadata.ToNode(), SourcePosition.None)];

    /// <summary>The documents of the whole file.</summary>
    public ImmutableArray<MappingNode> WithBlock()
    {
        var block = BlockEntries();
        return [.. Documents.Select(document => new MappingNode(document.Document, document.Position, [.. document.Entries, .. block], document.Tag))];
    }
}
