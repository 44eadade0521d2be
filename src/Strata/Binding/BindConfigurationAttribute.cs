namespace Strata.Binding;

/// <summary>
/// Has a type bound that the generator cannot see in use: one that is only ever the argument of a type parameter without
/// <see cref="ConfigurationBoundAttribute"/>. <c>[assembly: BindConfiguration(typeof(CheckoutOptions))]</c>
/// </summary>
/// <param name="type">The type.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class BindConfigurationAttribute(Type type) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;
}
