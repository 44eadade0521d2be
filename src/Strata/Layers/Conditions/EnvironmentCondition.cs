namespace Strata.Layers.Conditions;

/// <summary><c>environment</c> as text: the environment's name.</summary>
/// <param name="patterns">What it is held against.</param>
internal sealed class EnvironmentCondition(PatternList patterns) : Condition
{
    public PatternList Patterns { get; } = patterns;
}
