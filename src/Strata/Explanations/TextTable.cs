using System.Text;
using Strata.Diagnostics;

namespace Strata.Explanations;

/// <summary>Lines of text in columns, for pipes and plain terminals.</summary>
internal sealed class TextTable
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(TerminalText.Harmless)]);

    public override string ToString()
    {
        if (_rows.Count == 0)
        {
            return "";
        }

        var widths = new int[_rows.Max(static row => row.Length)];
        foreach (var row in _rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var start = text.Length;
            for (var i = 0; i < row.Length; i++)
            {
                if (widths[i] > 0)
                {
                    text.Append(row[i].PadRight(i == row.Length - 1 ? 0 : widths[i] + 2));
                }
            }

            while (text.Length > start && text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
