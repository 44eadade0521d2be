using Strata.Diagnostics;
using Strata.Layers;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>
/// What a type may resolve to: the configuration that was asked for, and for each override that its context leaves out, what it
/// would be with that one. So a key that only production has, or that one tenant removes, is known from any context.
/// </summary>
internal static class ObservedConfigurations
{
    /// <summary>The configurations, the one that was asked for first.</summary>
    /// <param name="configuration">That one.</param>
    /// <param name="layers">Every override there is.</param>
    /// <param name="options">How it was resolved.</param>
    /// <param name="directory">The overrides directory, for files that are included.</param>
    public static IReadOnlyList<(ConfigNode Root, Sensitivity.Cursor Secrets)> Of(
        ResolvedConfiguration configuration,
        IReadOnlyCollection<Layer> layers,
        ResolutionOptions options,
        string directory)
    {
        var found = new List<(ConfigNode, Sensitivity.Cursor)> { (configuration.Root, configuration.Sensitivity.Root) };
        var include = new IncludedFiles(directory, options.IncludeDirectories, options.Limits.MaxFileBytes);
        var byName = layers.ToDictionary(static layer => layer.Name, StringComparer.Ordinal);
        var context = configuration.Context with { IgnoreConditions = true };
        foreach (var left in configuration.Selection.Excluded)
        {
            var wanted = WithDependencies(left.Layer, byName);
            wanted.UnionWith(configuration.Selection.Stack);
            var further = Pipeline.Resolve([.. layers.Where(wanted.Contains)], context, options with { AllowUnset = true }, include.Read, new DiagnosticBag());
            if (further is not null)
            {
                found.Add((further.Root, further.Sensitivity.Root));
            }
        }

        return found;
    }

    private static HashSet<Layer> WithDependencies(Layer layer, Dictionary<string, Layer> byName)
    {
        var wanted = new HashSet<Layer>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<Layer>([layer]);
        while (waiting.TryPop(out var next))
        {
            if (wanted.Add(next))
            {
                foreach (var name in next.Metadata.Dependencies)
                {
                    if (byName.TryGetValue(name, out var dependency))
                    {
                        waiting.Push(dependency);
                    }
                }
            }
        }

        return wanted;
    }
}
