using CsCheck;
using Strata.Layers;
using Strata.Values;

namespace Strata.Tests.Properties;

/// <summary>A line of an override's <c>_metadata.merge</c>, and what the contract says of it.</summary>
internal sealed record ModelRule(string Pattern, MergeTag Strategy)
{
    /// <summary>Most overrides have no rule.</summary>
    public static Gen<ModelRule[]> Several { get; } = Gen.Frequency(
        (2, Gen.Const(Array.Empty<ModelRule>())),
        (1, Gen.Select(
            Gen.OneOf("a", "b", "c", "a.b", "b.a", "*", "a.*", "*.c", "**.d", "**"),
            Gen.OneOf(MergeTag.Replace, MergeTag.Replace, MergeTag.Append, MergeTag.Prepend, MergeTag.Union, MergeTag.By),
            static (pattern, strategy) => new ModelRule(pattern, strategy)).Array[1, 3].Select(static rules => rules.DistinctBy(static rule => rule.Pattern).ToArray())));

    public MergeRule ToRule()
    {
        Assert.True(PathPattern.TryParse(Pattern, out var pattern, out _));
        return new MergeRule(pattern, Strategy, Strategy == MergeTag.By ? "id" : null);
    }

    /// <summary>"A tag wins over it, the upper override's merge over a lower one's"; and of one override's rules the exact one, then the first.</summary>
    /// <param name="stack">The overrides.</param>
    /// <param name="layer">That of the upper value.</param>
    /// <param name="path">Where both stand.</param>
    /// <param name="upper">The upper value.</param>
    public static MergeTag TagOf(IReadOnlyList<ModelMap> stack, int layer, IReadOnlyList<string> path, ModelTree upper)
    {
        if (upper.Tag != MergeTag.None || path.Count == 0)
        {
            return upper.Tag;
        }

        for (var i = layer; i >= 0; i--)
        {
            var rule = Array.Find(stack[i].Rules, rule => rule.Pattern == string.Join('.', path))
                ?? Array.Find(stack[i].Rules, rule => Matches(rule.Pattern.Split('.'), path));
            if (rule is not null)
            {
                return upper is ModelList || rule.Strategy == MergeTag.Replace ? rule.Strategy : MergeTag.None;
            }
        }

        return MergeTag.None;
    }

    private static bool Matches(string[] pattern, IReadOnlyList<string> path) => pattern switch
    {
        [] => path.Count == 0,
        ["**", .. var rest] => Enumerable.Range(0, path.Count + 1).Any(skipped => Matches(rest, [.. path.Skip(skipped)])),
        [var first, .. var rest] => path.Count > 0 && (first == "*" || first == path[0]) && Matches(rest, [.. path.Skip(1)]),
    };
}
