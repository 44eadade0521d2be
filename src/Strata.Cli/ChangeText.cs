using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Output;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Cli;

/// <summary>The differences of two configurations as people read them.</summary>
internal static class ChangeText
{
    public static string Of(ImmutableArray<ConfigurationChange> changes, bool reveal, bool hasColour)
    {
        var text = new StringBuilder();
        foreach (var change in changes)
        {
            var left = Shown(change.Left, change.LeftCursor, reveal);
            var right = Shown(change.Right, change.RightCursor, reveal);
            var (sign, colour, values) = change.Kind switch
            {
                ChangeKind.Added => ('+', 32, right),
                ChangeKind.Removed => ('-', 31, left),
                _ => ('~', 33, $"{left} -> {right}"),
            };
            var line = TerminalText.Harmless($"{sign} {ShownPath.Of(change.Path, reveal)}: {values}");
            text.Append(hasColour ? $"\u001b[{colour}m{line}\u001b[0m" : line)
                .Append("  (")
                .AppendJoin(" -> ", new[] { change.Left, change.Right }.OfType<ConfigNode>().Select(static node => $"{node.File}:{node.Position}"))
                .Append(")\n");
        }

        return text.ToString();
    }

    private static string Shown(ConfigNode? node, Secrets.Sensitivity.Cursor cursor, bool reveal) =>
        node is null ? "" : OneLine.Of(reveal ? node : MaskedTree.Of(node, cursor));
}
