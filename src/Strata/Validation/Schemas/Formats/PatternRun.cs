namespace Strata.Validation.Schemas.Formats;

/// <summary>A whole text of one set, as in <c>^[a-z0-9_-]+$</c>: most patterns of most schemas. It needs no steps and counts as far as one likes.</summary>
internal sealed class PatternRun : PatternMatcher
{
    private readonly CodePointSet _set;
    private readonly int _min;
    private readonly int _max;

    private PatternRun(CodePointSet set, int min, int max) => (_set, _min, _max) = (set, min, max);

    /// <summary>The matcher for a pattern of this form, or null.</summary>
    public static PatternRun? TryCreate(PatternNode root)
    {
        if (root is not { Kind: PatternNodeKind.Sequence, Children: [{ Kind: PatternNodeKind.Start }, var middle, { Kind: PatternNodeKind.End }] })
        {
            return null;
        }

        return middle switch
        {
            { Kind: PatternNodeKind.Set } => new(middle.Set!, 1, 1),
            { Kind: PatternNodeKind.Repeat, Children: [{ Kind: PatternNodeKind.Set } only] } => new(only.Set!, middle.Min, middle.Max),
            _ => null,
        };
    }

    public override PatternOutcome Match(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            var point = CodePoints.At(text, i);
            if (count == _max || !_set.Contains(point))
            {
                return PatternOutcome.NoMatch;
            }

            i += CodePoints.Width(point);
        }

        return count >= _min ? PatternOutcome.Match : PatternOutcome.NoMatch;
    }
}
