using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>The <c>sops</c> block of a file: who may open it, what of it is encrypted, and its MAC. Immutable.</summary>
internal sealed class SopsMetadata
{
    /// <summary>The key of the block.</summary>
    public const string Key = "sops";

    /// <summary>The version of SOPS whose files are written.</summary>
    public const string WrittenVersion = "3.10.2";

    private static readonly string[] OtherKeys = ["kms", "gcp_kms", "hckms", "azure_kv", "hc_vault", "pgp"];

    /// <summary>The age recipients that may open the file, in its order.</summary>
    public required ImmutableArray<SopsRecipient> Recipients { get; init; }

    /// <summary>When the file was last changed, in RFC 3339: what its MAC is bound to.</summary>
    public required string LastModified { get; init; }

    /// <summary>The encrypted MAC; null where the file has none, and then nothing of it is believed.</summary>
    public required string? Mac { get; init; }

    /// <summary>What is encrypted.</summary>
    public SopsRule Rule { get; init; } = SopsRule.Default;

    /// <summary>Whether the MAC covers the encrypted values alone.</summary>
    public bool MacOnlyEncrypted { get; init; }

    /// <summary>The version of the SOPS that wrote the file; empty where it does not say.</summary>
    public string Version { get; init; } = WrittenVersion;

    /// <summary>The block that it was read from; null for one that is to be written.</summary>
    public MappingNode? Block { get; init; }

    /// <summary>Whether a document is meant as a SOPS file.</summary>
    /// <param name="root">The document; for dotenv, its keys and values.</param>
    /// <param name="format">Its format.</param>
    public static bool IsIn(MappingNode root, SopsFormat format) => format == SopsFormat.Dotenv
        ? root.ContainsKey(SopsFlatKeys.Prefix + "mac") || root.ContainsKey(SopsFlatKeys.Prefix + "lastmodified")
        : root.TryGetValue(Key, out var block) && block is MappingNode mapping && (mapping.ContainsKey("mac") || mapping.ContainsKey("lastmodified"));

    /// <summary>Reads the block of a file.</summary>
    /// <param name="root">The first document; for dotenv, its keys and values.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="SopsException">There is none, it is malformed, or it names nobody that could be an age identity.</exception>
    public static SopsMetadata Read(MappingNode root, SopsFormat format)
    {
        var block = format == SopsFormat.Dotenv ? SopsFlatKeys.Nest(root)
            : !root.TryGetValue(Key, out var found) ? null
            : found as MappingNode ?? throw new SopsException(SopsFailure.Block, "sops is no mapping, as SOPS's metadata is", found, ConfigPath.Root.Append(Key));
        return block is null
            ? throw new SopsException(SopsFailure.NoBlock, "the file has no SOPS metadata", root, ConfigPath.Root, "it is no SOPS file, or its sops block was removed")
            : new SopsBlockReader(block).Read();
    }

    /// <summary>The block, as the value of <see cref="Key"/>.</summary>
    public MappingNode ToNode()
    {
        var entries = new List<MappingEntry>();
        Add("age", new SequenceNode(ScalarNode.Synthetic, SourcePosition.None, [.. Recipients.Select(static recipient => (ConfigNode)Node(
            ("recipient", ScalarNode.Of(recipient.Recipient)),
            ("enc", ScalarNode.Of(recipient.WrappedKey))))]));
        Add("lastmodified", ScalarNode.Of(LastModified));
        Add("mac", ScalarNode.Of(Mac));
        Add(Rule.Name, ScalarNode.Of(Rule.Text));
        if (MacOnlyEncrypted)
        {
            Add("mac_only_encrypted", ScalarNode.Of(true));
        }

        Add("version", ScalarNode.Of(Version));
        return new MappingNode(ScalarNode.Synthetic, SourcePosition.None, [.. entries]);

        void Add(string key, ConfigNode value) => entries.Add(new MappingEntry(key, value, SourcePosition.None));
    }

    /// <summary>The kinds of keys other than age that a block, or a group of keys in it, names.</summary>
    internal static IEnumerable<string> OtherKeysIn(MappingNode block) => OtherKeys.Where(key => block.TryGetValue(key, out var value) && IsFilled(value));

    /// <summary>Whether a value says anything: SOPS writes empty lists and nulls for the kinds of keys that a file has none of.</summary>
    internal static bool IsFilled(ConfigNode node) => node switch
    {
        MappingNode mapping => mapping.Count > 0,
        SequenceNode sequence => sequence.Count > 0,
        ScalarNode scalar => !scalar.IsNull && scalar.Text.Length > 0,
        _ => false,
    };

    private static MappingNode Node(params ReadOnlySpan<(string Key, ConfigNode Value)> entries)
    {
        var written = new MappingEntry[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            written[i] = new MappingEntry(entries[i].Key, entries[i].Value, SourcePosition.None);
        }

        return new MappingNode(ScalarNode.Synthetic, SourcePosition.None, written);
    }
}
