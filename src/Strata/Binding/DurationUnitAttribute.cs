namespace Strata.Binding;

/// <summary>
/// The unit of a <see cref="TimeSpan"/> that is written as a number under a key without a unit: <c>timeout: 30</c>. A key that ends in one
/// (<c>timeout_seconds</c>), and a text that has one (<c>30s</c>), say it themselves.
/// </summary>
/// <param name="unit">The unit.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DurationUnitAttribute(DurationUnit unit) : Attribute
{
    /// <summary>The unit.</summary>
    public DurationUnit Unit { get; } = unit;
}
