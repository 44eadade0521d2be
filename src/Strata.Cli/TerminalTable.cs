using System.Text;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Snapshots;

namespace Strata.Cli;

/// <summary>
/// A whole configuration on a terminal. Paths and places are there to be copied, so that only values are wrapped: where those two
/// leave no room for them, each value has two lines in place of a row.
/// </summary>
internal sealed class TerminalTable
{
    // Narrower, values are hard to read.
    private const int NarrowestValue = 12;
    private const int Value = 1;

    // Green for the override, grey for the place.
    private static readonly string?[] Colours = [null, null, "\u001b[32m", "\u001b[90m"];

    private readonly StringBuilder _text = new();
    private readonly int[] _widths;
    private readonly bool _hasColour;

    private TerminalTable(int[] widths, bool hasColour)
    {
        _widths = widths;
        _hasColour = hasColour;
    }

    /// <param name="leaves">The values.</param>
    /// <param name="columns">The width of the terminal.</param>
    /// <param name="reveal">Whether passwords in keys are shown.</param>
    /// <param name="hasColour">Whether it is coloured.</param>
    public static string Of(IEnumerable<LeafOrigin> leaves, int columns, bool reveal, bool hasColour)
    {
        string[][] rows =
        [
            ["path", "value", "override", "written at"],
            .. leaves.Select(leaf => new[] { TerminalText.Harmless(ShownPath.Of(leaf.Path, reveal)), OneLine.Of(leaf.Text), TerminalText.Harmless(leaf.Override), TerminalText.Harmless($"{leaf.File}:{leaf.Position}") }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];

        // Each column has a border and a space before it and a space behind it.
        var room = columns - (widths.Sum() - widths[Value]) - (3 * widths.Length) - 1;
        if (room < Math.Min(widths[Value], NarrowestValue))
        {
            return string.Concat(rows.Skip(1).Select(static row => $"{row[0]} = {row[Value]}\n    {row[2]}  {row[3]}\n"));
        }

        widths[Value] = Math.Min(widths[Value], room);
        var table = new TerminalTable(widths, hasColour);
        table.AddBorder("\u256d\u252c\u256e");
        table.AddRow(rows[0], isHead: true);
        table.AddBorder("\u251c\u253c\u2524");
        foreach (var row in rows.AsSpan(1))
        {
            table.AddRow(row, isHead: false);
        }

        table.AddBorder("\u2570\u2534\u256f");
        return table._text.ToString();
    }

    private void AddBorder(string corners)
    {
        for (var i = 0; i < _widths.Length; i++)
        {
            _text.Append(corners[i == 0 ? 0 : 1]).Append('\u2500', _widths[i] + 2);
        }

        _text.Append(corners[2]).Append('\n');
    }

    private void AddRow(string[] cells, bool isHead)
    {
        var value = cells[Value];
        var isFirst = true;
        do
        {
            var length = LengthOfLine(value, _widths[Value]);
            for (var i = 0; i < _widths.Length; i++)
            {
                var shown = i == Value ? value[..length] : isFirst ? cells[i] : "";
                var colour = _hasColour && !isHead && shown.Length > 0 ? Colours[i] : null;
                _text.Append("\u2502 ").Append(colour).Append(shown).Append(colour is null ? "" : "\u001b[0m").Append(' ', _widths[i] - shown.Length + 1);
            }

            _text.Append("\u2502\n");
            value = value[length..].TrimStart(' ');
            isFirst = false;
        }
        while (value.Length > 0);
    }

    // Up to a space where there is one; no character is cut in two.
    private static int LengthOfLine(string text, int width)
    {
        if (text.Length <= width)
        {
            return text.Length;
        }

        var space = text.LastIndexOf(' ', width);
        return space > 0 ? space : char.IsHighSurrogate(text[width - 1]) && width > 1 ? width - 1 : width;
    }
}
