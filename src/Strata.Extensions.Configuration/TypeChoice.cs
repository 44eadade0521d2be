using Strata.Layers;

namespace Strata.Extensions.Configuration;

/// <summary>Which type is resolved where none is named.</summary>
internal static class TypeChoice
{
    public const string Variable = "CONFIG_OVERRIDE_TYPE";

    /// <exception cref="OverrideValidationException">None of the overrides can be read.</exception>
    /// <exception cref="InvalidOperationException">The overrides name several types, or none.</exception>
    public static string Of(StrataConfigurationOptions options, OverrideManager manager)
    {
        if (options.Type is { } named)
        {
            return named;
        }

        if (manager.CreateContext(OverrideMetadata.AnyType).Variables.TryGetValue(Variable, out var type, out _) && type.Length > 0)
        {
            return type;
        }

        var overrides = manager.ReadOverrides();
        return overrides.Types switch
        {
            [var only] => only,
            [] when !overrides.Validation.IsValid => throw new OverrideValidationException(overrides.Validation),
            [] => throw new InvalidOperationException($"No override in the directory \"{manager.Directory}\" is of a type of its own: say which one is meant by AddStrata(directory, type), or in the variable {Variable}."),
            var several => throw new InvalidOperationException(
                $"The overrides in the directory \"{manager.Directory}\" are of the types {string.Join(", ", several)}: say which one is meant by AddStrata(directory, type), or in the variable {Variable}."),
        };
    }
}
