using Strata.Interpolation;
using Strata.Layers;
using Strata.Secrets;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>One override of a file that is encrypted or decrypted in place. Immutable.</summary>
internal sealed class EncryptableOverride
{
    private static readonly ConfigPath OwnMetadata = ConfigPath.Root.Append(LayerReader.MetadataKey);

    /// <param name="index">Which document of the file it is, from 0.</param>
    /// <param name="layer">The override.</param>
    public EncryptableOverride(int index, Layer layer)
    {
        Index = index;
        Layer = layer;
        var embedded = layer.EmbeddedIn is null ? null : ConfigPath.Root.Append(EmbeddedOverride.Key);
        MetadataPath = embedded?.Append(EmbeddedOverride.MetadataKey) ?? OwnMetadata;
        BodyPath = embedded?.Append(EmbeddedOverride.ConfigKey) ?? ConfigPath.Root;
    }

    /// <summary>Which document of the file it is, from 0.</summary>
    public int Index { get; }

    public Layer Layer { get; }

    /// <summary>Where its metadata stand, or would, in the document.</summary>
    public ConfigPath MetadataPath { get; }

    /// <summary>Where its configuration stands in the document.</summary>
    public ConfigPath BodyPath { get; }

    /// <summary>Where its encryption stands, or would, in the document.</summary>
    public ConfigPath EncryptionPath => MetadataPath.Append(EncryptionReader.Key);

    public EncryptionSettings Encryption => Layer.Metadata.Encryption;

    /// <summary>Its envelope; null where nothing of it is encrypted.</summary>
    public Envelope? Envelope => Encryption.Envelope;

    /// <summary>The place of one of its values in the document.</summary>
    public ConfigPath InDocument(ConfigPath path) => path.Steps().Aggregate(BodyPath, static (at, step) => step.IsIndex ? at.Append(step.Index) : at.Append(step.Key));

    /// <summary>Its encrypted values, in order.</summary>
    public IEnumerable<EncryptedNode> EncryptedValues() => Scalars(Layer.Body).Select(static scalar => scalar.Node).OfType<EncryptedNode>();

    /// <summary>
    /// The values in clear that must not be: those beneath names of secrets, declared ones, those tagged <c>!secret</c>, those with a URL's
    /// password, and what the rule says; but no null, empty text or truth value by its name alone, and nothing that variables give.
    /// </summary>
    public IEnumerable<ClearValue> Secrets()
    {
        var rule = Encryption.Rule;
        var declared = new Sensitivity([.. Layer.Metadata.Sensitive, .. rule.Paths]);
        var except = new Sensitivity(rule.Except);
        return SecretsIn(Layer.Body, ConfigPath.Root, declared.Root, except.Root).Select(static found => ClearValue.Of(found.Path, found.Node));
    }

    /// <summary>The values in clear at paths that match, whatever their names.</summary>
    public IEnumerable<ClearValue> At(IReadOnlyCollection<PathPattern> patterns) =>
        from scalar in Scalars(Layer.Body)
        where scalar.Node is not EncryptedNode && IsWorthIt(scalar.Node) && Matches(scalar.Path, patterns)
        select ClearValue.Of(scalar.Path, scalar.Node);

    /// <summary>The values in clear at some paths.</summary>
    public IEnumerable<ClearValue> At(IReadOnlySet<ConfigPath> paths) => paths.Count == 0 ? [] :
        from scalar in Scalars(Layer.Body)
        where scalar.Node is not EncryptedNode && IsWorthIt(scalar.Node) && paths.Contains(scalar.Path)
        select ClearValue.Of(scalar.Path, scalar.Node);

    /// <summary>Every scalar, with its path.</summary>
    public IEnumerable<(ConfigPath Path, ScalarNode Node)> Scalars() => Scalars(Layer.Body);

    /// <summary>Whether a path, or one above it, is one of the patterns'.</summary>
    public static bool Matches(ConfigPath path, IReadOnlyCollection<PathPattern> patterns)
    {
        foreach (var pattern in patterns)
        {
            var states = pattern.Start;
            foreach (var step in path.Steps())
            {
                states = pattern.Advance(states, step.Key);
                if (pattern.Accepts(states))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<(ConfigPath Path, ScalarNode Node)> SecretsIn(ConfigNode node, ConfigPath path, Sensitivity.Cursor secrets, Sensitivity.Cursor except)
    {
        if (except.IsMarked)
        {
            return [];
        }

        return node switch
        {
            MappingNode mapping => mapping.Entries.ToArray().SelectMany(entry => SecretsIn(entry.Value, path.Append(entry.Key), secrets.Enter(entry.Key, entry.Value), except.Enter(entry.Key, ScalarNode.Of("")))),
            SequenceNode sequence => Enumerable.Range(0, sequence.Count).SelectMany(index => SecretsIn(sequence[index], path.Append(index), secrets.Enter(index, sequence[index]), except.Enter(index, ScalarNode.Of("")))),
            ScalarNode scalar when scalar is not (EncryptedNode or DecryptedNode) && IsWorthIt(scalar) && (secrets.IsSecret(scalar) || scalar.HoldsPassword) => [(path, scalar)],
            _ => [],
        };
    }

    // Nothing would be hidden by it.
    private static bool IsWorthIt(ScalarNode scalar) => !scalar.IsNull && scalar.Text.Length > 0 && !SecretText.IsEncrypted(scalar.Text);

    /// <summary>Every scalar of a tree, with its path, in order.</summary>
    internal static IEnumerable<(ConfigPath Path, ScalarNode Node)> Scalars(ConfigNode root)
    {
        var open = new Stack<(ConfigPath Path, ConfigNode Node)>([(ConfigPath.Root, root)]);
        while (open.TryPop(out var next))
        {
            switch (next.Node)
            {
                case ScalarNode scalar:
                    yield return (next.Path, scalar);
                    break;
                case MappingNode mapping:
                    for (var i = mapping.Count - 1; i >= 0; i--)
                    {
                        open.Push((next.Path.Append(mapping.Entries[i].Key), mapping.Entries[i].Value));
                    }

                    break;
                case SequenceNode sequence:
                    for (var i = sequence.Count - 1; i >= 0; i--)
                    {
                        open.Push((next.Path.Append(i), sequence[i]));
                    }

                    break;
            }
        }
    }
}

/// <summary>A value in clear.</summary>
/// <param name="Path">Where it stands in its override.</param>
/// <param name="Node">The value.</param>
/// <param name="Text">Its text once dollar signs are taken for what they mean; null where variables or files give it.</param>
internal readonly record struct ClearValue(ConfigPath Path, ScalarNode Node, string? Text)
{
    public static ClearValue Of(ConfigPath path, ScalarNode node) => new(path, node, node.HasTemplates ? TemplateLiteral.Of(node.Text) : node.Text);

    /// <summary>Whether it is a template that is known only when variables are, and has no password of a URL as it is.</summary>
    public bool IsTemplate => Text is null;
}
