namespace Strata.Layers.Conditions;

/// <summary><c>environment</c> as a mapping: one environment variable of it.</summary>
/// <param name="name">The variable's name.</param>
/// <param name="patterns">What its value is held against; <c>*</c> is any value, the empty one too.</param>
internal sealed class VariableCondition(string name, PatternList patterns) : Condition
{
    public string Name { get; } = name;

    public PatternList Patterns { get; } = patterns;
}
