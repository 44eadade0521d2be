namespace Strata.Binding;

/// <summary>
/// Gives a member of type <see cref="Snapshots.ConfigSection"/> the whole section that its object is bound from: the way to keys for
/// which the type has no member, and to where each value came from.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ConfigurationSourceAttribute : Attribute;
