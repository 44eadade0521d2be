namespace Strata.Layers.Conditions;

/// <summary>What must hold for an override to apply. Immutable.</summary>
internal abstract class Condition;
