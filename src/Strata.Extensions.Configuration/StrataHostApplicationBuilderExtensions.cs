using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Strata;
using Strata.Extensions.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds resolved overrides to an application.</summary>
public static class StrataHostApplicationBuilderExtensions
{
    /// <summary>
    /// Adds the overrides of a directory, resolved for one type in the host's environment, to the application's configuration, and what
    /// goes with them to its services: <see cref="IConfigurationExplainer"/>, and a line in the log whenever they change, and whenever a reload fails.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="directory">The overrides directory, relative to the content root.</param>
    /// <param name="type">The type; when null, the default of <see cref="StrataConfigurationOptions.Type"/>.</param>
    /// <param name="reloadOnChange">Whether changes of the files are taken over while the program runs.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="OverrideValidationException">The overrides are invalid; the exception has every problem.</exception>
    /// <exception cref="InvalidOperationException">No type is named, and there are several.</exception>
    public static TBuilder AddStrata<TBuilder>(this TBuilder builder, string directory = OverrideManager.DefaultDirectory, string? type = null, bool reloadOnChange = true)
        where TBuilder : IHostApplicationBuilder =>
        builder.AddStrata(options =>
        {
            options.Directory = directory;
            options.Type = type;
            options.ReloadOnChange = reloadOnChange;
        });

    /// <inheritdoc cref="AddStrata{TBuilder}(TBuilder, string, string?, bool)"/>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options.</param>
    public static TBuilder AddStrata<TBuilder>(this TBuilder builder, Action<StrataConfigurationOptions> configure)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Configuration.AddStrata(options =>
        {
            configure(options);
            options.Manager.Environment ??= builder.Environment.EnvironmentName.ToLowerInvariant();
        });
        builder.Services.AddStrata();
        return builder;
    }
}
