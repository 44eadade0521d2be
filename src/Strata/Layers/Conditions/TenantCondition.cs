namespace Strata.Layers.Conditions;

/// <summary><c>tenant</c>: the tenant's name.</summary>
/// <param name="patterns">What it is held against.</param>
internal sealed class TenantCondition(PatternList patterns) : Condition
{
    public PatternList Patterns { get; } = patterns;
}
