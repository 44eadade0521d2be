using Microsoft.Extensions.Configuration;

namespace Strata.Extensions.Configuration;

/// <summary>The Strata providers of a configuration, wherever they are in it.</summary>
internal static class StrataProviders
{
    /// <summary>The providers, the one that loses against the others first. Looked for each time: a configuration that is still built makes new ones.</summary>
    public static IEnumerable<StrataProvider> Of(IConfiguration configuration) =>
        All(configuration).OfType<StrataProvider>();

    /// <summary>All providers, those of configurations that are chained into others among them.</summary>
    public static IEnumerable<IConfigurationProvider> All(IConfiguration configuration) => configuration is IConfigurationRoot root
        ? root.Providers.SelectMany(static provider => provider is ChainedConfigurationProvider chained ? All(chained.Configuration) : [provider])
        : [];
}
