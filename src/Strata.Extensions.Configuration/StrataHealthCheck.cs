using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Strata.Extensions.Configuration;

/// <summary>Whether the configuration in use is that of the files, or of the server. Says the codes and places of problems, and no value.</summary>
internal sealed class StrataHealthCheck(IConfiguration configuration, MisfitOptions? misfits, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        StrataProvider[] providers = [.. StrataProviders.Of(configuration)];
        if (providers is [])
        {
            return Task.FromResult(HealthCheckResult.Unhealthy("the configuration has no overrides: add them by AddStrata or AddStrataServer"));
        }

        var report = new HealthFindings(providers.Length == 1);
        var now = time.GetUtcNow();
        foreach (var (index, provider) in providers.Index())
        {
            report.Next(index);
            provider.AddTo(report, now);
        }

        foreach (var problem in misfits?.Problems ?? [])
        {
            report.AddProblem(problem);
        }

        return Task.FromResult(report.ToResult(context.Registration.FailureStatus));
    }
}
