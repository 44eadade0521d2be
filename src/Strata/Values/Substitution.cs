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
    /// <param name="template">The scalar as it is written.</param>
    /// <param name="text">The final text.</param>
    /// <param name="type">Its type.</param>
    /// <param name="substitutions">What was put in.</param>
    /// <param name="sensitive">Whether the whole text is secret.</param>
    /// <param name="secretParts">The parts of the text that are secret by the place they were put in.</param>
    public InterpolatedNode(ScalarNode template, string text, ScalarType type, Substitution[] substitutions, bool sensitive, List<Range>? secretParts = null)
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
        SecretParts = secretParts;
    }

    /// <summary>The scalar as it is written.</summary>
    public ScalarNode Template { get; }

    /// <summary>What was put in, in the order of the text; what stands in another's default follows it.</summary>
    public Substitution[] Substitutions { get; }

    /// <summary>The parts of the text that are secret by the place they were put in, in order and apart from each other; null for none.</summary>
    public List<Range>? SecretParts { get; }

    // What stands where a URL's password does is one whatever its letters are; a whole URL may have been put in as well.
    internal override string MaskedText => SecretText.MaskUrlPasswords(SecretParts is null ? Text : SecretText.MaskParts(Text, SecretParts));

    internal override ConfigNode AsSensitive() =>
        IsSensitive ? this : new InterpolatedNode(Template, Text, Type, Substitutions, sensitive: true, SecretParts);
}
