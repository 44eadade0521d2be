using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Validation;

/// <summary>Which environments count as production: where a rule is stricter. Immutable.</summary>
/// <param name="patterns">Names and patterns, as in conditions.</param>
internal sealed class ProductionEnvironments(ImmutableArray<string> patterns)
{
    /// <summary>Those that are production in every project that says nothing of it.</summary>
    public static ProductionEnvironments Default { get; } = new(["production", "prod"]);

    public bool Contains(string environment) => patterns.Any(pattern => Glob.Matches(pattern, environment));
}
