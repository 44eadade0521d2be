namespace Strata.Validation.Schemas.Formats;

/// <summary>Gathers what stands between the brackets of a character class.</summary>
internal sealed class CodePointSetBuilder
{
    /// <summary>A bit for each general category there is.</summary>
    public const int AllCategories = (1 << 30) - 1;

    private readonly List<(int First, int Last)> _ranges = [];
    private int _categories;

    public CodePointSetBuilder Add(int first, int last)
    {
        _ranges.Add((first, last));
        return this;
    }

    /// <summary>Adds each point of a set. A set that is negated has ranges or categories, not both.</summary>
    public CodePointSetBuilder Add(CodePointSet set)
    {
        _categories |= set.IsNegated && set.Categories != 0 ? AllCategories & ~set.Categories : set.Categories;
        if (!set.IsNegated || set.Categories != 0)
        {
            for (var i = 0; i < set.Ranges.Length; i += 2)
            {
                Add(set.Ranges[i], set.Ranges[i + 1]);
            }

            return this;
        }

        var next = 0;
        for (var i = 0; i < set.Ranges.Length; i += 2)
        {
            if (next < set.Ranges[i])
            {
                Add(next, set.Ranges[i] - 1);
            }

            next = set.Ranges[i + 1] + 1;
        }

        return next <= CodePointSet.Last ? Add(next, CodePointSet.Last) : this;
    }

    public CodePointSet ToSet(bool negated)
    {
        _ranges.Sort();
        var merged = new List<int>(2 * _ranges.Count);
        foreach (var (first, last) in _ranges)
        {
            if (merged.Count > 0 && first <= merged[^1] + 1)
            {
                merged[^1] = Math.Max(merged[^1], last);
            }
            else
            {
                merged.Add(first);
                merged.Add(last);
            }
        }

        return new CodePointSet([.. merged], _categories, negated);
    }
}
