namespace Strata.Selection;

/// <summary>Whether the conditions of an override hold.</summary>
/// <param name="Holds">Whether they do.</param>
/// <param name="Reason">Where they do not, why, in one line: <c>tenant is unset, "acme" is required</c>. Otherwise null.</param>
public readonly record struct ConditionResult(bool Holds, string? Reason);
