namespace Strata.Layers.Conditions;

/// <summary><c>not</c>: a condition that must fail.</summary>
/// <param name="inner">The condition.</param>
internal sealed class NotCondition(Condition inner) : Condition
{
    public Condition Inner { get; } = inner;
}
