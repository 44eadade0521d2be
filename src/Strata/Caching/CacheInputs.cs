using Strata.Layers;
using Strata.Layers.Conditions;
using Strata.Selection;

namespace Strata.Caching;

/// <summary>Tells the names of what a resolution depended on.</summary>
internal static class CacheInputs
{
    /// <summary>The names.</summary>
    /// <param name="overrides">The overrides, all of the directory.</param>
    /// <param name="context">The context.</param>
    /// <param name="inputs">What was asked for.</param>
    /// <param name="root">The full path of the directory.</param>
    public static InputNames NamesOf(OverrideSet overrides, ResolutionContext context, ObservedInputs inputs, string root) => new()
    {
        Variables = InputNames.HashesOf(inputs.Variables.Names),
        Includes = [.. inputs.Includes.Keys.Order(StringComparer.Ordinal)],
        Schemas = [.. inputs.Schemas.Keys.Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)],
        UsesHost = overrides.Layers.Any(static layer => layer.Metadata.Condition is { } condition && UsesHost(condition)),
        UsesKeys = EncryptedIn(overrides).Any(),
        Window = ValidityWindow.Of(overrides.Layers, context.Now),
        Salt = InputNames.NewSalt(),
    };

    /// <summary>The encrypted overrides, whether they apply or not: each is held against its seal.</summary>
    public static IEnumerable<Layer> EncryptedIn(OverrideSet overrides) => overrides.Layers.Where(static layer => layer.Seal is not null || layer.Sops is not null);

    private static bool UsesHost(Condition condition) => condition switch
    {
        AllCondition all => all.Parts.Any(UsesHost),
        AnyCondition any => any.Parts.Any(UsesHost),
        NotCondition not => UsesHost(not.Inner),
        HostCondition => true,
        RolloutCondition rollout => rollout.By == "host",
        _ => false,
    };
}
