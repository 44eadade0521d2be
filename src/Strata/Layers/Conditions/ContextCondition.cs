namespace Strata.Layers.Conditions;

/// <summary><c>context</c>: the context tags of the resolution, any of which may match.</summary>
/// <param name="patterns">What it is held against.</param>
internal sealed class ContextCondition(PatternList patterns) : Condition
{
    public PatternList Patterns { get; } = patterns;
}
