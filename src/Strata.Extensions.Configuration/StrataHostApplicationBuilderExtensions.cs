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

    /// <summary>
    /// Adds a configuration that a Strata server resolves in the host's environment to the application's configuration, and what goes with it to its services:
    /// <see cref="IConfigurationExplainer"/>, and a line in the log whenever it changes, and whenever the server cannot be followed.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="url">The server, <c>https://config.example.com</c>; with a path where it stands beneath one.</param>
    /// <param name="space">The space.</param>
    /// <param name="type">The type.</param>
    /// <param name="configure">Sets the options; the default ones when null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="OverrideValidationException">There is no configuration to start with; the exception has every problem (STR9019 where the server cannot be reached).</exception>
    /// <exception cref="ArgumentException">The address or an option makes no sense.</exception>
    public static TBuilder AddStrataServer<TBuilder>(this TBuilder builder, Uri url, string space, string type, Action<StrataServerOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddStrataServer(url, space, type, options =>
        {
            configure?.Invoke(options);
            options.Environment ??= builder.Environment.EnvironmentName.ToLowerInvariant();
        });
        builder.Services.AddStrata();
        return builder;
    }
}
