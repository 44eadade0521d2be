namespace Strata.Documents.Yaml;

/// <summary>What may stand before a node's content: an anchor and a tag, each once, in any order.</summary>
internal struct YamlProperties
{
    public string? Anchor;

    public string? Tag;

    public readonly bool IsEmpty => Anchor is null && Tag is null;

    /// <summary>Adds those of a further line.</summary>
    /// <returns>Null, or why they cannot be added.</returns>
    public YamlSyntaxProblem? Add(in YamlProperties more)
    {
        if (Anchor is not null && more.Anchor is not null)
        {
            return YamlSyntaxProblem.SecondAnchor;
        }

        if (Tag is not null && more.Tag is not null)
        {
            return YamlSyntaxProblem.SecondTag;
        }

        Anchor ??= more.Anchor;
        Tag ??= more.Tag;
        return null;
    }
}
