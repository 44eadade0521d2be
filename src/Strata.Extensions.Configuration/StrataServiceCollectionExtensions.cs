using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Strata.Binding;
using Strata.Extensions.Configuration;
using Strata.Values;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what goes with overrides to an application's services.</summary>
public static class StrataServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IConfigurationExplainer"/>, and a line in the log whenever they change, and whenever a reload fails. For applications that add
    /// the overrides to their configuration by themselves; a host's <c>builder.AddStrata</c> does both.
    /// </summary>
    public static IServiceCollection AddStrata(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IConfigurationExplainer, ConfigurationExplainer>();
        services.TryAddSingleton<MisfitOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ReloadLog>());
        return services;
    }

    /// <summary>
    /// Adds options that are bound to a section of the overrides by the code of Strata's generator: without reflection, into records with
    /// required members too. When the application starts, values that do not fit end it, with the file, line and column of each. Later
    /// they leave the options as they are, which the log and the health check say; <see cref="IOptionsMonitor{TOptions}"/> has the newest that fit.
    /// </summary>
    /// <remarks>What other providers of the configuration say of the section is not looked at.</remarks>
    /// <typeparam name="T">The type of the options. It has one section.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="path">The section's path, <c>database.postgresql</c>; empty for the whole configuration.</param>
    /// <param name="unknownKeys">What becomes of keys that the type has no member for.</param>
    /// <returns>For validations, and changes of what was bound.</returns>
    /// <exception cref="FormatException">The text is no path.</exception>
    public static OptionsBuilder<T> AddStrataOptions<[ConfigurationBound, DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>(
        this IServiceCollection services,
        string path,
        UnknownKeys unknownKeys = UnknownKeys.Ignore)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(path);
        _ = ConfigPath.Parse(path);
        services.AddStrata();
        services.AddSingleton<IOptionsChangeTokenSource<T>>(static provider => new ConfigurationChangeSource<T>(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IOptionsFactory<T>>(provider => new BoundOptionsFactory<T>(
            provider.GetRequiredService<IConfiguration>(),
            configuration => configuration.Get<T>(path, unknownKeys),
            path,
            provider.GetServices<IConfigureOptions<T>>(),
            provider.GetServices<IPostConfigureOptions<T>>(),
            provider.GetServices<IValidateOptions<T>>(),
            provider.GetRequiredService<MisfitOptions>()));
        return services.AddOptions<T>().ValidateOnStart();
    }
}
