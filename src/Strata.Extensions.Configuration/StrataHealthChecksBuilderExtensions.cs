using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Strata.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a health check of the overrides.</summary>
public static class StrataHealthChecksBuilderExtensions
{
    /// <summary>The name of the check when none is given.</summary>
    public const string DefaultName = "strata";

    /// <summary>
    /// Adds a check that is healthy while the configuration in use is that of the files, and not when the last reload failed and an older
    /// one is in use. Its description has the codes and places of the problems, its data the revision and its age in seconds; no value is in either.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What the check reports after a failed reload. Default: degraded, since the application runs on with what it has.</param>
    /// <param name="tags">Tags to select checks by.</param>
    public static IHealthChecksBuilder AddStrata(this IHealthChecksBuilder builder, string name = DefaultName, HealthStatus failureStatus = HealthStatus.Degraded, params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(tags);
        return builder.Add(new HealthCheckRegistration(
            name,
            static services => new StrataHealthCheck(services.GetRequiredService<IConfiguration>(), services.GetService<MisfitOptions>(), services.GetService<TimeProvider>() ?? TimeProvider.System),
            failureStatus,
            tags));
    }
}
