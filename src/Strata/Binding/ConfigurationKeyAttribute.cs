namespace Strata.Binding;

/// <summary>
/// The key that a member is bound from, in place of the member's own name. As with that, case, <c>_</c> and <c>-</c> make no difference.
/// </summary>
/// <param name="name">The key.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ConfigurationKeyAttribute(string name) : Attribute
{
    /// <summary>The key.</summary>
    public string Name { get; } = name;
}
