using System.Collections.Immutable;
using Strata.Layers;
using Strata.Layers.Conditions;
using Strata.Values;

namespace Strata.Validation;

/// <summary>The environments and tenants that the conditions of overrides name. Immutable.</summary>
internal sealed class ConditionNames
{
    private ConditionNames(ImmutableArray<PatternList> environments, ImmutableArray<PatternList> tenants)
    {
        Environments = environments;
        Tenants = tenants;
    }

    public ImmutableArray<PatternList> Environments { get; }

    public ImmutableArray<PatternList> Tenants { get; }

    /// <summary>The tenants that are named without wildcards, in ordinal order; none that a file calls secret.</summary>
    public IEnumerable<string> LiteralTenants => Literals(Tenants);

    public static ConditionNames Of(IEnumerable<Layer> layers)
    {
        var environments = ImmutableArray.CreateBuilder<PatternList>();
        var tenants = ImmutableArray.CreateBuilder<PatternList>();
        foreach (var layer in layers)
        {
            if (layer.Metadata.Condition is { } condition)
            {
                Gather(condition, environments, tenants);
            }
        }

        return new ConditionNames(environments.DrainToImmutable(), tenants.DrainToImmutable());
    }

    /// <summary>The name that was probably meant by one that no condition names; null where one does, or where none is near.</summary>
    public static string? Meant(string name, ImmutableArray<PatternList> patterns) =>
        patterns.Any(list => list.Mentions(name)) ? null : EditDistance.Nearest(name, Literals(patterns));

    private static IEnumerable<string> Literals(ImmutableArray<PatternList> patterns) =>
        patterns.Where(static list => !list.IsSecret).SelectMany(static list => list.Literals).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    // As deep as the parser lets mappings nest.
    private static void Gather(Condition condition, ImmutableArray<PatternList>.Builder environments, ImmutableArray<PatternList>.Builder tenants)
    {
        switch (condition)
        {
            case AllCondition all:
                foreach (var part in all.Parts)
                {
                    Gather(part, environments, tenants);
                }

                break;
            case AnyCondition any:
                foreach (var part in any.Parts)
                {
                    Gather(part, environments, tenants);
                }

                break;
            case NotCondition not:
                Gather(not.Inner, environments, tenants);
                break;
            case EnvironmentCondition environment:
                environments.Add(environment.Patterns);
                break;
            case TenantCondition tenant:
                tenants.Add(tenant.Patterns);
                break;
        }
    }
}
