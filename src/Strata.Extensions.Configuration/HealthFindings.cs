using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Strata.Extensions.Configuration;

/// <summary>What the health check gathers from the providers. For one thread.</summary>
/// <param name="isOnly">Whether there is one provider, whose figures need no number in front.</param>
internal sealed class HealthFindings(bool isOnly)
{
    private readonly Dictionary<string, object> _data = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private int _provider;
    private bool _isGrave;

    /// <summary>Begins with the next provider.</summary>
    public void Next(int provider) => _provider = provider;

    /// <summary>Adds a figure.</summary>
    public void Add(string name, object value) => _data[isOnly ? name : string.Create(CultureInfo.InvariantCulture, $"{_provider}.{name}")] = value;

    /// <summary>Adds something that is wrong.</summary>
    /// <param name="problem">Codes and places, no value.</param>
    /// <param name="isGrave">Whether the application should not go on with it, whatever the check was told to report.</param>
    public void AddProblem(string problem, bool isGrave = false)
    {
        _problems.Add(problem);
        _isGrave |= isGrave;
    }

    /// <summary>The result.</summary>
    /// <param name="failureStatus">What is reported where something is wrong.</param>
    public HealthCheckResult ToResult(HealthStatus failureStatus) => _problems.Count == 0
        ? HealthCheckResult.Healthy(data: _data)
        : new HealthCheckResult(_isGrave ? HealthStatus.Unhealthy : failureStatus, string.Join("; ", _problems), data: _data);

    /// <summary>How many seconds lie between two times, to the millisecond.</summary>
    public static double SecondsBetween(DateTimeOffset from, DateTimeOffset to) => Math.Round((to - from).TotalSeconds, 3);
}
