using System.Collections.Immutable;

namespace Strata.Layers.Conditions;

/// <summary>Conditions that must all hold: the keys of one mapping, or an <c>all</c>.</summary>
/// <param name="parts">At least one.</param>
internal sealed class AllCondition(ImmutableArray<Condition> parts) : Condition
{
    public ImmutableArray<Condition> Parts { get; } = parts;

    /// <summary>The parts as one condition; null for none.</summary>
    public static Condition? Of(IReadOnlyList<Condition> parts) => parts.Count switch
    {
        0 => null,
        1 => parts[0],
        _ => new AllCondition([.. parts]),
    };
}
