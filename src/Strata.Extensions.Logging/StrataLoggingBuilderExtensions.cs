using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Strata.Extensions.Logging;

namespace Microsoft.Extensions.Logging;

/// <summary>Adds a log that the overrides configure.</summary>
public static class StrataLoggingBuilderExtensions
{
    /// <summary>
    /// Makes Serilog the application's only log, as the section <c>logging</c> of its overrides says, and as it says from each reload on: levels by category,
    /// console, files, Elasticsearch with a buffer on disk, and OTLP. No message shows a secret. The overrides are those of the host's <c>builder.AddStrata</c>.
    /// A section that cannot be used leaves the log as it was, and says so in it.
    /// </summary>
    /// <param name="builder">The builder: <c>builder.Logging</c>.</param>
    /// <returns>The builder.</returns>
    public static ILoggingBuilder AddStrata(this ILoggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ClearProviders();
        builder.Services.RemoveAll<IConfigureOptions<LoggerFilterOptions>>();
        builder.Services.TryAddSingleton<FollowedSection>();
        builder.Services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(static provider => provider.GetRequiredService<FollowedSection>().Log.Levels);
        builder.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(static provider => provider.GetRequiredService<FollowedSection>().Log.Levels);
        builder.Services.AddSingleton<ILoggerProvider>(static provider => provider.GetRequiredService<FollowedSection>().Log.CreateProvider());
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<FollowedSection>());
        return builder;
    }
}
