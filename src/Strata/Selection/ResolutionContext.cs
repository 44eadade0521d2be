using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Selection;

/// <summary>
/// What a resolution is for: the facts that conditions are held against. Immutable. Nothing in the engine reads a clock, the
/// machine or the process environment; whoever makes a context does.
/// </summary>
public sealed record ResolutionContext
{
    /// <summary>The environment when none is named.</summary>
    public const string DefaultEnvironment = "development";

    /// <summary>The type that is asked for.</summary>
    public required string Type { get; init; }

    /// <summary>The environment's name. Default: <c>development</c>.</summary>
    public string Environment { get; init; } = DefaultEnvironment;

    /// <summary>The context tags. Default: the type alone.</summary>
    public ImmutableArray<string> Contexts { get; init; } = [];

    /// <summary>The tenant; null for none.</summary>
    public string? Tenant { get; init; }

    /// <summary>The machine's name; null when it is not known.</summary>
    public string? Host { get; init; }

    /// <summary><c>linux</c>, <c>windows</c> or <c>macos</c>; null when it is not known.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>The application's version; null when it is not known.</summary>
    public string? AppVersion { get; init; }

    /// <summary>The instant at which time and date conditions are judged.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Further facts, by name.</summary>
    public ImmutableSortedDictionary<string, string> Facts { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The variables that conditions and interpolation see.</summary>
    public VariableSet Variables { get; init; } = VariableSet.Empty;

    /// <summary>Whether overrides are loaded although their conditions fail. Default: false.</summary>
    public bool IgnoreConditions { get; init; }

    /// <summary>The context tags in force.</summary>
    internal ImmutableArray<string> EffectiveContexts => Contexts.IsDefaultOrEmpty ? [Type] : Contexts;
}
