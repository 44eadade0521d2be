namespace Strata.Layers.Conditions;

/// <summary><c>facts</c>: one fact of it.</summary>
/// <param name="name">The fact's name.</param>
/// <param name="patterns">What its value is held against.</param>
internal sealed class FactCondition(string name, PatternList patterns) : Condition
{
    public string Name { get; } = name;

    public PatternList Patterns { get; } = patterns;
}
