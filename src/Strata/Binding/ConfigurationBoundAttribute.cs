namespace Strata.Binding;

/// <summary>
/// Marks a type parameter whose argument is bound from a configuration. Strata's generator looks for uses of the generic method or type
/// with a concrete argument, and writes the code that binds it into the assembly of the caller. A method that hands its own type
/// parameter on must mark it as well.
/// </summary>
[AttributeUsage(AttributeTargets.GenericParameter, Inherited = false)]
public sealed class ConfigurationBoundAttribute : Attribute;
