namespace Strata.Binding;

/// <summary>Leaves a property out: no key is bound to it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigurationIgnoreAttribute : Attribute;
