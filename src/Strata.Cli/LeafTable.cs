using Strata.Snapshots;

namespace Strata.Cli;

/// <summary>A whole configuration, each leaf with its origin.</summary>
internal static class LeafTable
{
    /// <summary>As lines of text: <c>path = value  override  file:line:column</c>.</summary>
    public static string Of(IEnumerable<LeafOrigin> leaves)
    {
        var table = new TextTable();
        foreach (var leaf in leaves)
        {
            table.Add($"{leaf.Path} = {OneLine.Of(leaf.Text)}", leaf.Override, $"{leaf.File}:{leaf.Position}");
        }

        return table.ToString();
    }
}
