using Strata.Snapshots;

namespace Strata.Explanations;

/// <summary>A whole configuration, each leaf with its origin.</summary>
internal static class LeafTable
{
    /// <summary>As lines of text: <c>path = value  override  file:line:column</c>.</summary>
    public static string Of(IEnumerable<LeafOrigin> leaves, bool reveal)
    {
        var table = new TextTable();
        foreach (var leaf in leaves)
        {
            table.Add($"{ShownPath.Of(leaf.Path, reveal)} = {OneLine.Of(leaf.Text)}", leaf.Override, $"{leaf.File}:{leaf.Position}");
        }

        return table.ToString();
    }
}
