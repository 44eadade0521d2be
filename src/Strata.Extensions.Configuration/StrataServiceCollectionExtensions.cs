using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Strata.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what goes with overrides to an application's services.</summary>
public static class StrataServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IConfigurationExplainer"/>, and a line in the log whenever a reload fails or is mended. For applications that add
    /// the overrides to their configuration by themselves; a host's <c>builder.AddStrata</c> does both.
    /// </summary>
    public static IServiceCollection AddStrata(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IConfigurationExplainer, ConfigurationExplainer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReloadLog>());
        return services;
    }
}
