using System.Collections.Immutable;
using Strata.Documents;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;

namespace Strata;

/// <summary>How a configuration is resolved: the options of a manager, frozen. Immutable.</summary>
internal sealed record ResolutionOptions
{
    /// <summary>The default options.</summary>
    public static ResolutionOptions Default { get; } = new();

    /// <summary>Whether an unset plain <c>${VAR}</c> is empty, with a warning, and not an error. Default: false.</summary>
    public bool AllowUnset { get; init; }

    /// <summary>Whether encrypted values that no key opens stay as they are, with a warning, and not an error. Default: false.</summary>
    public bool AllowLocked { get; init; }

    /// <summary>Opens encrypted overrides. Default: no keys.</summary>
    public IKeySource Keys { get; init; } = KeyRing.Empty;

    /// <summary>The integrity codes that encrypted overrides must have, by their names. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Pins { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether warnings make a configuration invalid. Default: false.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Values set over all overrides, in order: <c>PATH=VALUE</c>, the value read as YAML. Default: none.</summary>
    public ImmutableArray<string> Assignments { get; init; } = [];

    /// <summary>Directories beside the overrides directory whose files may be included. Default: none.</summary>
    public ImmutableArray<string> IncludeDirectories { get; init; } = [];

    /// <summary>Schema files that every configuration is held against. Default: none.</summary>
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>How the overrides directory is shown; null for as it was named.</summary>
    public string? ShownDirectory { get; init; }

    /// <summary>How much files and the result may ask of the machine.</summary>
    public ParseLimits Limits { get; init; } = ParseLimits.Default;
}
