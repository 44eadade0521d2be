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
    private const string Added = "added";
    private const string Removed = "removed";

    public static string Of(ImmutableArray<ConfigurationChange> changes, bool reveal, bool hasColour)
    {
        var text = new StringBuilder();
        foreach (var change in changes)
        {
            AddLine(
                text,
                change.Kind switch { ChangeKind.Added => Added, ChangeKind.Removed => Removed, _ => null },
                ShownPath.Of(change.Path, reveal),
                Shown(change.Left, change.LeftCursor, reveal),
                Shown(change.Right, change.RightCursor, reveal),
                new[] { change.Left, change.Right }.OfType<ConfigNode>().Select(static node => $"{node.File}:{node.Position}"),
                hasColour);
        }

        return text.ToString();
    }

    /// <summary>Adds the line of one difference.</summary>
    /// <param name="text">Takes it.</param>
    /// <param name="kind"><c>added</c>, <c>removed</c>, or anything else for changed.</param>
    /// <param name="path">The path of the value.</param>
    /// <param name="left">The value before, as one line.</param>
    /// <param name="right">The value after.</param>
    /// <param name="places">Where they are written.</param>
    /// <param name="hasColour">Whether it is coloured.</param>
    public static void AddLine(StringBuilder text, string? kind, string path, string left, string right, IEnumerable<string> places, bool hasColour)
    {
        var (sign, colour, values) = kind switch
        {
            Added => ('+', 32, right),
            Removed => ('-', 31, left),
            _ => ('~', 33, $"{left} -> {right}"),
        };
        var line = TerminalText.Harmless($"{sign} {path}: {values}");
        text.Append(hasColour ? $"\u001b[{colour}m{line}\u001b[0m" : line).Append("  (").AppendJoin(" -> ", places.Select(TerminalText.Harmless)).Append(")\n");
    }

    private static string Shown(ConfigNode? node, Secrets.Sensitivity.Cursor cursor, bool reveal) =>
        node is null ? "" : OneLine.Of(reveal ? node : MaskedTree.Of(node, cursor));
}
