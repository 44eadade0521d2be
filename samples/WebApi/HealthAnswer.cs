using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace WebApi;

/// <summary>What <c>/health</c> answers: each check with its data. 200 while the application works, degraded or not.</summary>
internal static class HealthAnswer
{
    public static HealthCheckOptions Options { get; } = new()
    {
        ResponseWriter = static (context, report) => context.Response.WriteAsJsonAsync(new
        {
            Status = report.Status.ToString(),
            Checks = report.Entries.ToDictionary(static entry => entry.Key, static entry => new { Status = entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Data }),
        }),
    };
}
