using System.Collections.Immutable;

namespace Strata.Layers.Conditions;

/// <summary><c>any</c>: conditions of which one must hold.</summary>
/// <param name="parts">At least one.</param>
internal sealed class AnyCondition(ImmutableArray<Condition> parts) : Condition
{
    public ImmutableArray<Condition> Parts { get; } = parts;
}
