using Strata.Values;

namespace Strata.Editing;

/// <summary>How far a YAML document indents what it structures by indentation: as its own first mapping and list in another do.</summary>
/// <param name="Unit">By how much the keys of a mapping stand deeper than the key it stands under.</param>
/// <param name="Dash">By how much the dashes of a list do.</param>
internal readonly record struct BlockLayout(int Unit, int Dash)
{
    private const int Default = 2;
    private const int Most = 8;

    /// <summary>The layout of a document.</summary>
    public static BlockLayout Of(WrittenDocument document, TextLines lines)
    {
        var (unit, dash) = (-1, -1);
        var rest = new Stack<WrittenParent>([document.Written]);
        while (rest.TryPop(out var parent) && (unit < 0 || dash < 0))
        {
            for (var i = parent.Count - 1; i >= 0; i--)
            {
                if (parent.ValueAt(i) is not WrittenParent { Form: WrittenForm.Block } child)
                {
                    continue;
                }

                rest.Push(child);
                var deeper = lines.ColumnOf(child.Start) - lines.ColumnOf(parent.Start);
                if (parent is WrittenMapping && deeper is >= 0 and <= Most)
                {
                    (unit, dash) = child is WrittenMapping ? (deeper, dash) : (unit, deeper);
                }
            }
        }

        unit = unit > 0 ? unit : dash > 0 ? dash : Default;
        return new BlockLayout(unit, dash >= 0 ? dash : unit);
    }

    /// <summary>The lines of an entry.</summary>
    public List<string> Entry(string key, ConfigNode value, int column, Notation notation)
    {
        var name = $"{new string(' ', column)}{(key.Length == 0 ? "" : notation.Key(key))}:";
        switch (value)
        {
            case MappingNode { Count: > 0 } mapping:
                return [name, .. Entries(mapping, column + Unit, notation)];
            case SequenceNode { Count: > 0 } sequence:
                List<string> lines = [name];
                for (var i = 0; i < sequence.Count; i++)
                {
                    lines.AddRange(Item(sequence[i], column + Dash, notation));
                }

                return lines;
            default:
                return [$"{name} {OnOneLine(value, notation)}"];
        }
    }

    /// <summary>The lines of an item.</summary>
    public List<string> Item(ConfigNode value, int column, Notation notation)
    {
        const int Behind = 2;
        var dash = $"{new string(' ', column)}- ";
        if (value is not MappingNode { Count: > 0 } mapping)
        {
            return [dash + (value is ScalarNode ? OnOneLine(value, notation) : notation.InBrackets(value, null))];
        }

        var lines = Entries(mapping, column + Behind, notation);
        lines[0] = string.Concat(dash, lines[0].AsSpan(column + Behind));
        return lines;
    }

    private List<string> Entries(MappingNode mapping, int column, Notation notation)
    {
        var lines = new List<string>();
        foreach (var entry in mapping.Entries)
        {
            lines.AddRange(Entry(entry.Key, entry.Value, column, notation));
        }

        return lines;
    }

    private static string OnOneLine(ConfigNode value, Notation notation) => value is ScalarNode scalar
        ? notation.Scalar(scalar.Text, scalar.Type, WrittenStyle.Plain, inBrackets: false)
        : notation.InBrackets(value, null);
}
