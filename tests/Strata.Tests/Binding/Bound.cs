using Strata.Binding;
using Strata.Snapshots;

namespace Strata.Tests.Binding;

/// <summary>Configurations made of a text, for what is bound from them.</summary>
internal static class Bound
{
    public static ResolvedConfiguration Configuration(string yaml) => new OverrideManager().MergeConfigurations(OverrideDocument.Parse("settings.yml", yaml));

    /// <summary>The problems of binding the value under <c>it</c>, one line each.</summary>
    public static string[] Problems<[ConfigurationBound] T>(string yaml, UnknownKeys unknownKeys = UnknownKeys.Ignore)
    {
        var exception = Assert.Throws<ConfigurationBindingException>(() => Configuration(yaml).Get<T>("it", unknownKeys));
        return [.. exception.Problems.Select(static problem => $"{problem.Position} {problem.Path}: {problem.Code} {problem.Message}{(problem.Hint is null ? "" : $" [{problem.Hint}]")}")];
    }
}
