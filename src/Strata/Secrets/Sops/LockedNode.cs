using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>
/// An encrypted value of a SOPS file that no key at hand opens. It is sensitive, and unfinished as a template is that could not be filled in:
/// nothing can be said of what it would be. Immutable.
/// </summary>
internal sealed class LockedNode : ScalarNode
{
    /// <param name="written">The scalar as it is written.</param>
    public LockedNode(ScalarNode written)
        : base(written.Document, written.Position, written.Text, ScalarType.String, ScalarStyle.Quoted, written.Tag, NodeFlags.Sensitive | NodeFlags.HasTemplates)
    {
    }

    internal override ConfigNode AsSensitive() => this;
}
