namespace Strata.Diagnostics;

/// <summary>What stands at the beginning of a line of YAML: its indentation, dashes, and whether a key follows.</summary>
/// <param name="Column">The column of the first character, from 0; a tab goes to the next multiple of eight.</param>
/// <param name="KeyColumn">The column of what follows the dashes.</param>
/// <param name="Start">The index of what follows the dashes.</param>
/// <param name="Dashes">The columns of the dashes.</param>
/// <param name="IsBlank">Whether nothing stands on the line.</param>
/// <param name="IsComment">Whether only a comment does.</param>
/// <param name="BeginsWithKey">Whether a key follows.</param>
/// <param name="IsStructure">Whether the line begins with a closing bracket, or marks a document's border.</param>
internal readonly record struct LineLayout(
    int Column,
    int KeyColumn,
    int Start,
    List<int> Dashes,
    bool IsBlank,
    bool IsComment,
    bool BeginsWithKey,
    bool IsStructure)
{
    private static readonly List<int> NoDashes = [];

    public bool HasDash => Dashes.Count > 0;

    public static LineLayout Of(string line)
    {
        var at = 0;
        var column = 0;
        Skip(line, ref at, ref column);
        var first = column;
        var dashes = NoDashes;
        while (at < line.Length && line[at] is '-' or '?' && (at + 1 == line.Length || line[at + 1] is ' ' or '\t'))
        {
            if (line[at] == '-')
            {
                dashes = dashes.Count == 0 ? new List<int>(1) : dashes;
                dashes.Add(column);
            }

            at++;
            column++;
            Skip(line, ref at, ref column);
        }

        var rest = line.AsSpan(at);
        return new LineLayout(
            first,
            column,
            at,
            dashes,
            IsBlank: string.IsNullOrWhiteSpace(line),
            IsComment: rest is ['#', ..],
            BeginsWithKey: SecretExtent.BeginsWithKey(rest),
            IsStructure: rest is [']' or '}' or ',', ..] || rest.StartsWith("---") || rest is "...");
    }

    private static void Skip(string line, ref int at, ref int column)
    {
        for (; at < line.Length && line[at] is ' ' or '\t'; at++)
        {
            column = line[at] == '\t' ? (column / 8 + 1) * 8 : column + 1;
        }
    }
}
