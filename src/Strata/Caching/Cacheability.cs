using Strata.Layers;
using Strata.Secrets.Sops;
using Strata.Sources;
using Strata.Values;

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

        if (ProblemOfKeys(CacheInputs.EncryptedIn(overrides), options) is { } problem)
        {
            return problem;
        }

        return inputs.Variables.All || inputs.Schemas.Any(static schema => schema.Value.Outcome is not (SchemaFileOutcome.Read or SchemaFileOutcome.Missing))
            ? "it depends on what cannot be named"
            : null;
    }

    private static string? ProblemOfKeys(IEnumerable<Layer> encrypted, ResolutionOptions options)
    {
        if (encrypted.Any(static layer => layer.WrittenMetadata is { } metadata && HoldDecrypted(metadata)))
        {
            // Patterns and dates of them would stand in the files.
            return "the metadata of an override are encrypted";
        }

        // A passphrase leaves no trace that it could be guessed by, and what a program answers tomorrow nobody knows.
        return options.Keys.IsTold ? null : "a passphrase or a key provider was asked to open an override";
    }

    private static bool HoldDecrypted(ConfigNode node) => node switch
    {
        MappingNode mapping => mapping.Values.Any(HoldDecrypted),
        SequenceNode sequence => sequence.Any(HoldDecrypted),
        _ => node is DecryptedNode,
    };
}
