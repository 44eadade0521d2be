namespace Strata.Diagnostics;

/// <summary>What stands at the beginning of a line of YAML: its indentation, dashes, and whether a key follows.</summary>
/// <param name="Column">The column of the first character, from 0. A tab goes to the next multiple of eight, as what is beneath a key.</param>
/// <param name="KeyColumn">The column of what follows the dashes. A tab counts one, as what stands above others: nobody knows how wide it was meant.</param>
/// <param name="Dashes">The columns of the dashes.</param>
/// <param name="IsBlank">Whether nothing stands on the line.</param>
/// <param name="IsComment">Whether only a comment does.</param>
/// <param name="BeginsWithKey">Whether a key follows.</param>
/// <param name="IsClosing">Whether only closing brackets follow.</param>
/// <param name="IsStructure">Whether a closing bracket or a comma follows, as behind a value that has ended.</param>
/// <param name="IsBorder">Whether the line marks a document's border.</param>
internal readonly record struct LineLayout(
    int Column,
    int KeyColumn,
    List<int> Dashes,
    bool IsBlank,
    bool IsComment,
    bool BeginsWithKey,
    bool IsClosing,
    bool IsStructure,
    bool IsBorder)
{
    private static readonly List<int> NoDashes = [];

    /// <summary>The index of what follows the dashes.</summary>
    public int Start => KeyColumn;

    public bool HasDash => Dashes.Count > 0;

    public static LineLayout Of(string line)
    {
        var at = 0;
        var column = 0;
        for (; at < line.Length && line[at] is ' ' or '\t'; at++)
        {
            column = line[at] == '\t' ? (column / 8 + 1) * 8 : column + 1;
        }

        var dashes = NoDashes;
        while (at < line.Length && line[at] is '-' or '?' && (at + 1 == line.Length || line[at + 1] is ' ' or '\t'))
        {
            if (line[at] == '-')
            {
                dashes = dashes.Count == 0 ? new List<int>(1) : dashes;
                dashes.Add(at);
            }

            at++;
            while (at < line.Length && line[at] is ' ' or '\t')
            {
                at++;
            }
        }

        var rest = line.AsSpan(at);
        return new LineLayout(
            column,
            at,
            dashes,
            IsBlank: string.IsNullOrWhiteSpace(line),
            IsComment: rest is ['#', ..],
            BeginsWithKey: SecretExtent.BeginsWithKey(rest),
            IsClosing: rest.IndexOfAnyExcept("]}, \t") < 0,
            IsStructure: SecretExtent.IsStructure(rest),
            IsBorder: rest is "---" or "...");
    }
}
