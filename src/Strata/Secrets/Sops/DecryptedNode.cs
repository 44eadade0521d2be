using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>
/// A value that stood encrypted in a SOPS file, in clear. It is sensitive, and it is final: whatever its text is, no template is looked for in
/// it, for what was encrypted is meant by the letter. Immutable.
/// </summary>
internal sealed class DecryptedNode : ScalarNode
{
    /// <param name="written">The scalar as it is written.</param>
    /// <param name="path">Where it is written.</param>
    /// <param name="text">What was encrypted.</param>
    /// <param name="type">The type that it had.</param>
    public DecryptedNode(ScalarNode written, ConfigPath path, string text, ScalarType type)
        : base(written.Document, written.Position, text, type, type == ScalarType.String ? ScalarStyle.Quoted : ScalarStyle.Plain, written.Tag, NodeFlags.Sensitive) =>
        WrittenAt = path;

    /// <summary>Where it is written in its document; encrypted comments before it in a list count there.</summary>
    public ConfigPath WrittenAt { get; }

    internal override ConfigNode AsSensitive() => this;
}
