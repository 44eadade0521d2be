using Strata.Values;

namespace Strata.Validation;

/// <summary>
/// A rule about single entries of a resolved configuration, found by their keys. All such rules share one walk of the tree, so that
/// thirty of them cost hardly more than one.
/// </summary>
internal interface IEntryRule
{
    RuleDescriptor Descriptor { get; }

    /// <summary>The keys whose entries the rule wants to see, in lower case and with <c>_</c> between words: <c>min_size</c> stands for <c>minSize</c> and <c>min-size</c> too.</summary>
    IReadOnlyList<string> Keys { get; }

    /// <summary>
    /// Looks at an entry. What is found depends on the mapping that holds it and on the path to it; a rule that looks elsewhere does
    /// so by what notes it: <see cref="RuleContext.Whole"/>, <c>IsInForce</c>, <c>ComposeStack.Of</c>.
    /// </summary>
    void Check(in RuleEntry entry, RuleContext context);
}

/// <summary>An entry of a resolved configuration, and the way to it.</summary>
/// <param name="Key">The key as it is written.</param>
/// <param name="Value">Its value.</param>
/// <param name="Parent">The mapping that holds it.</param>
/// <param name="ParentPath">The way to that mapping.</param>
internal readonly record struct RuleEntry(string Key, ConfigNode Value, MappingNode Parent, ConfigPath ParentPath)
{
    public ConfigPath Path => ParentPath.Append(Key);
}
