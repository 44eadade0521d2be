namespace Strata.Values;

/// <summary>Parts of a text.</summary>
internal static class TextRanges
{
    /// <summary>The same parts in order, those that overlap or touch made one, the empty ones left out.</summary>
    /// <param name="ranges">The parts, counted from the text's beginning; put in order here.</param>
    public static List<Range> Joined(List<Range> ranges)
    {
        if (ranges.Count == 0)
        {
            return [];
        }

        ranges.RemoveAll(static range => range.End.Value <= range.Start.Value);
        ranges.Sort(static (x, y) => x.Start.Value.CompareTo(y.Start.Value));
        var joined = new List<Range>(ranges.Count);
        foreach (var range in ranges)
        {
            if (joined.Count > 0 && range.Start.Value <= joined[^1].End.Value)
            {
                joined[^1] = joined[^1].Start..Math.Max(joined[^1].End.Value, range.End.Value);
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }
}
