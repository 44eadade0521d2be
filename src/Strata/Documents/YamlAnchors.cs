using Strata.Values;

namespace Strata.Documents;

/// <summary>The anchors of one YAML document, and those of them that are still being read.</summary>
internal sealed class YamlAnchors
{
    private readonly Dictionary<string, ConfigNode?> _nodes = new(StringComparer.Ordinal);
    private readonly Stack<(string? Name, bool Sensitive)> _open = new();

    public IEnumerable<string> Names => _nodes.Keys;

    /// <summary>Whether what is read stands in something secret.</summary>
    public bool IsInSecret => _open.TryPeek(out var open) && open.Sensitive;

    public void Clear()
    {
        _nodes.Clear();
        _open.Clear();
    }

    public void Define(string anchor, ConfigNode node) => _nodes[anchor] = node;

    /// <summary>Begins a mapping or list, with an anchor or without.</summary>
    /// <param name="anchor">The anchor; null for none.</param>
    /// <param name="sensitive">Whether it stands under a secret's key: what its alias repeats elsewhere is then secret there too.</param>
    public void Open(string? anchor, bool sensitive)
    {
        _open.Push((anchor, sensitive || IsInSecret));
        if (anchor is not null)
        {
            _nodes[anchor] = null;
        }
    }

    /// <summary>Ends the mapping or list that was begun last.</summary>
    public void Close(ConfigNode node)
    {
        var (name, sensitive) = _open.Pop();
        if (name is not null)
        {
            _nodes[name] = sensitive ? node.AsSensitive() : node;
        }
    }

    public AnchorState Find(string anchor, out ConfigNode? node) =>
        !_nodes.TryGetValue(anchor, out node) ? AnchorState.Unknown : node is null ? AnchorState.Open : AnchorState.Complete;
}

/// <summary>What is known of an anchor when its alias comes.</summary>
internal enum AnchorState : byte
{
    Unknown,
    Open,
    Complete,
}
