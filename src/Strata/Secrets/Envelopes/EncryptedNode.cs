using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// An encrypted value in the tree: a template that decryption fills in, for it too becomes its final text only where it wins. It
/// knows the path at which it was written, however the merge moves it. Immutable.
/// </summary>
internal sealed class EncryptedNode : ScalarNode
{
    private readonly OverrideSeal _seal;

    /// <param name="written">The scalar as it is written.</param>
    /// <param name="path">Where it stands in its override.</param>
    /// <param name="seal">The encryption of the override.</param>
    public EncryptedNode(ScalarNode written, ConfigPath path, OverrideSeal seal)
        : base(written.Document, written.Position, written.Text, ScalarType.String, ScalarStyle.Quoted, written.Tag, NodeFlags.Sensitive | NodeFlags.HasTemplates)
    {
        WrittenAt = path;
        _seal = seal;
    }

    /// <summary>Where the value stands in its override.</summary>
    public ConfigPath WrittenAt { get; }

    /// <summary>The encryption of its override.</summary>
    public OverrideSeal Seal => _seal;

    /// <summary>The value in clear, of an override that is open; null, with what is wrong, where it cannot be had.</summary>
    public InterpolatedNode? Decrypt(out string problem)
    {
        if (!EncryptedValue.TryParse(Text, out var value, out var malformed))
        {
            problem = malformed;
            return null;
        }

        problem = value.KeyId == _seal.Envelope.KeyId ? "it was changed, or encrypted for another place" : "it was encrypted with another key than that of its file";
        return _seal.Decrypt(WrittenAt, value) is { } text ? new InterpolatedNode(this, text, value.Type, [], sensitive: true) : null;
    }

    internal override ConfigNode AsSensitive() => this;
}
