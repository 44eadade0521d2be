using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Strata.Extensions.Configuration;

/// <summary>Whether the configuration in use is that of the files. Says the codes and places of problems, and no value.</summary>
internal sealed class StrataHealthCheck(IConfiguration configuration, MisfitOptions? misfits, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        StrataConfigurationProvider[] providers = [.. StrataProviders.Of(configuration)];
        if (providers is [])
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("the configuration has no overrides: add them by AddStrata"));
        }

        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (index, provider) in providers.Index())
        {
            var prefix = providers.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{index}.");
            data[prefix + "directory"] = provider.Directory;
            if (provider.Current is { } current)
            {
                data[prefix + "revision"] = current.Revision;
                data[prefix + "loaded_at"] = current.LoadedAt;
                data[prefix + "age_seconds"] = Math.Round((time.GetUtcNow() - current.LoadedAt).TotalSeconds, 3);
            }

            if (provider.Failure is { } failure)
            {
                data[prefix + "stale_since"] = failure.Since;
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{provider.Directory}: the files are invalid since {failure.Since:O}, and what was loaded before is in use: {failure}"));
            }
        }

        problems.AddRange(misfits?.Problems ?? []);
        return Task.FromResult(problems.Count == 0
            ? HealthCheckResult.Healthy(data: data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", problems), data: data));
    }
}
