namespace Strata.Layers.Conditions;

/// <summary><c>host</c>: the machine's name.</summary>
/// <param name="patterns">What it is held against.</param>
internal sealed class HostCondition(PatternList patterns) : Condition
{
    public PatternList Patterns { get; } = patterns;
}
