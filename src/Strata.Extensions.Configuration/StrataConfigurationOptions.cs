using Strata.Live;
using Strata.Selection;

namespace Strata.Extensions.Configuration;

/// <summary>What <c>AddStrata</c> resolves, and how.</summary>
public sealed class StrataConfigurationOptions
{
    /// <summary>
    /// The overrides directory. Default: <c>overrides</c>. Where it is relative, it stands below the base path of the configuration
    /// builder, which is the content root of a host, else below the working directory.
    /// </summary>
    public string Directory { get; set; } = OverrideManager.DefaultDirectory;

    /// <summary>
    /// The type that is resolved. Default: the variable <c>CONFIG_OVERRIDE_TYPE</c>, else the only type that the overrides name. Where
    /// they name several, there is no default, and loading fails.
    /// </summary>
    public string? Type { get; set; }

    /// <summary>Whether changes of the files are taken over while the program runs. Default: true.</summary>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>
    /// Whether a key is also found by its name without underscores and hyphens: <c>Pool:MaxSize</c> where the file has
    /// <c>pool.max_size</c>, so that binders find the properties of a class. Keys are listed as they are written. Default: true.
    /// </summary>
    public bool MatchPropertyNames { get; set; } = true;

    /// <summary>
    /// Gives the context further facts, of which the tenant is one: <c>context => context with { Tenant = "acme" }</c>. Default: the context
    /// as it is.
    /// </summary>
    public Func<ResolutionContext, ResolutionContext> Context { get; set; } = static context => context;

    /// <summary>
    /// The options of the manager that resolves. Its <see cref="OverrideManagerOptions.Environment"/> is by default the host's
    /// environment in lower case, where there is a host.
    /// </summary>
    public OverrideManagerOptions Manager { get; } = new();

    /// <summary>
    /// A manager that the application has already: its temporary overrides are seen here then, and files are parsed once for both. It is not
    /// disposed of with the configuration. <see cref="Directory"/> and <see cref="Manager"/> are not looked at, and the environment is that
    /// of its contexts. Default: null, and a manager is made for this configuration alone.
    /// </summary>
    public OverrideManager? SharedManager { get; set; }

    /// <summary>How files are watched. Not looked at where <see cref="ReloadOnChange"/> is false.</summary>
    public WatchOptions Watch { get; set; } = new();
}
