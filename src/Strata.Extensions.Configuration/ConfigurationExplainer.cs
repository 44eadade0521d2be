using Microsoft.Extensions.Configuration;
using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>Answers from the Strata providers of a configuration.</summary>
internal sealed class ConfigurationExplainer(IConfiguration configuration) : IConfigurationExplainer
{
    public IReadOnlyList<ConfigurationSnapshot> Snapshots => [.. StrataProviders.Of(configuration).Select(static provider => provider.Current).OfType<ConfigurationSnapshot>()];

    public ConfigurationExplanation? Explain(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        string? overriddenBy = null;
        foreach (var provider in StrataProviders.All(configuration).Reverse())
        {
            if (provider is not StrataProvider { Current.Configuration: { } resolved } strata)
            {
                overriddenBy ??= KeySearch.Normalize(key) is var asked && provider.TryGet(asked, out _) ? provider.GetType().Name : null;
            }
            else if (KeySearch.Find(resolved, key) is { } path && resolved.Explain(path) is { } explanation)
            {
                return new ConfigurationExplanation { Explanation = explanation, OverriddenBy = overriddenBy };
            }
        }

        return null;
    }
}
