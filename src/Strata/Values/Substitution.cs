namespace Strata.Values;

/// <summary>One variable, reference or file that interpolation put into a value. Immutable.</summary>
/// <param name="Expression">The expression as it is written: <c>${DB_PORT:-5432}</c>.</param>
/// <param name="Variable">The variable's name, the path of a <c>${config:...}</c>, or the name of a <c>${file:...}</c>.</param>
/// <param name="Source">Where the text came from.</param>
/// <param name="Value">The text that took the expression's place.</param>
/// <param name="IsSensitive">Whether that text is secret.</param>
internal sealed record Substitution(string Expression, string Variable, VariableSource Source, string Value, bool IsSensitive);

/// <summary>A scalar that interpolation made, the scalar it was made from, and what was put in.</summary>
internal sealed class InterpolatedNode : ScalarNode
{
    public InterpolatedNode(ScalarNode template, string text, ScalarType type, Substitution[] substitutions, bool sensitive)
        : base(
            template.Document,
            template.Position,
            text,
            type,
            template.Style,
            MergeTag.None,
            (template.Flags & NodeFlags.Sensitive) | (sensitive ? NodeFlags.Sensitive : NodeFlags.None))
    {
        Template = template;
        Substitutions = substitutions;
    }

    /// <summary>The scalar as it is written.</summary>
    public ScalarNode Template { get; }

    /// <summary>What was put in, in the order of the text; what stands in another's default follows it.</summary>
    public Substitution[] Substitutions { get; }

    internal override ConfigNode AsSensitive() => IsSensitive ? this : new InterpolatedNode(Template, Text, Type, Substitutions, sensitive: true);
}
