using Strata.Sources;

namespace Strata.Caching;

/// <summary>Which configurations may leave the process.</summary>
internal static class Cacheability
{
    /// <summary>Why one may not; null where it may.</summary>
    /// <param name="overrides">The overrides that it was made of.</param>
    /// <param name="outcome">What came of them.</param>
    /// <param name="options">The options.</param>
    /// <param name="inputs">What was asked for.</param>
    public static string? ProblemOf(OverrideSet overrides, ResolutionOutcome outcome, ResolutionOptions options, ObservedInputs inputs)
    {
        if (outcome.Configuration is null || !outcome.Validation.Diagnostics.IsEmpty)
        {
            return "something was found that is to be told each time";
        }

        if (!options.Assignments.IsEmpty)
        {
            return "values are set for this run";
        }

        // What they give depends on the keys at hand, which nothing is kept of.
        if (overrides.Layers.Any(static layer => layer.Seal is not null || layer.Sops is not null))
        {
            return "an override is encrypted";
        }

        return inputs.Variables.All || inputs.Schemas.Any(static schema => schema.Value.Outcome is not (SchemaFileOutcome.Read or SchemaFileOutcome.Missing))
            ? "it depends on what cannot be named"
            : null;
    }
}
