using Microsoft.Extensions.Hosting;
using Strata;
using Strata.Extensions.Configuration;

// In the namespace of the builder, so that AddStrata is there wherever the builder is.
namespace Microsoft.Extensions.Configuration;

/// <summary>Adds resolved overrides to a configuration.</summary>
public static class StrataConfigurationBuilderExtensions
{
    /// <summary>
    /// Adds the overrides of a directory, resolved for one type. On the configuration of a host's builder they are resolved for the
    /// host's environment, in lower case; elsewhere for that of the variable <c>ENVIRONMENT</c>, else <c>development</c>.
    /// </summary>
    /// <param name="builder">The builder. What is added later wins over the overrides.</param>
    /// <param name="directory">The overrides directory; see <see cref="StrataConfigurationOptions.Directory"/>.</param>
    /// <param name="type">The type; when null, the default of <see cref="StrataConfigurationOptions.Type"/>.</param>
    /// <param name="reloadOnChange">Whether changes of the files are taken over while the program runs.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="OverrideValidationException">The overrides are invalid; the exception has every problem. Thrown when the configuration is built, which a <see cref="ConfigurationManager"/> does at once.</exception>
    /// <exception cref="InvalidOperationException">No type is named, and there are several; thrown at the same time.</exception>
    public static IConfigurationBuilder AddStrata(this IConfigurationBuilder builder, string directory = OverrideManager.DefaultDirectory, string? type = null, bool reloadOnChange = true) =>
        builder.AddStrata(options =>
        {
            options.Directory = directory;
            options.Type = type;
            options.ReloadOnChange = reloadOnChange;
        });

    /// <inheritdoc cref="AddStrata(IConfigurationBuilder, string, string?, bool)"/>
    /// <param name="builder">The builder. What is added later wins over the overrides.</param>
    /// <param name="configure">Sets the options.</param>
    public static IConfigurationBuilder AddStrata(this IConfigurationBuilder builder, Action<StrataConfigurationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new StrataConfigurationOptions();
        configure(options);

        // A host's configuration is one that can be read while it is built, and says what environment the host is in.
        if (builder is IConfigurationManager manager)
        {
            options.Manager.Environment ??= EnvironmentOf(manager);
        }

        return builder.Add(new StrataConfigurationSource(options));
    }

    /// <summary>
    /// Adds a configuration that a Strata server resolves, and follows it. What is loaded first is what the server has, or where it cannot be reached, what it
    /// had last: see <see cref="StrataServerOptions.LastKnownGoodFile"/>.
    /// </summary>
    /// <param name="builder">The builder. What is added later wins over the configuration.</param>
    /// <param name="url">The server, <c>https://config.example.com</c>; with a path where it stands beneath one.</param>
    /// <param name="space">The space.</param>
    /// <param name="type">The type.</param>
    /// <param name="configure">Sets the options; the default ones when null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="OverrideValidationException">
    /// There is no configuration to start with; the exception has every problem (STR9019 where the server cannot be reached). Thrown when the configuration is
    /// built, which a <see cref="ConfigurationManager"/> does at once.
    /// </exception>
    /// <exception cref="ArgumentException">The address or an option makes no sense.</exception>
    public static IConfigurationBuilder AddStrataServer(this IConfigurationBuilder builder, Uri url, string space, string type, Action<StrataServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(url);
        var options = new StrataServerOptions();
        configure?.Invoke(options);
        if (builder is IConfigurationManager manager)
        {
            options.Environment ??= EnvironmentOf(manager);
        }

        return builder.Add(new StrataServerSource(url, space, type, options));
    }

    private static string EnvironmentOf(IConfigurationManager manager) => (manager[HostDefaults.EnvironmentKey] is { Length: > 0 } named ? named : Environments.Production).ToLowerInvariant();
}
