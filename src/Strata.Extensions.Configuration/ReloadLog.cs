using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Strata.Extensions.Configuration;

/// <summary>Writes to the log what becomes of reloads while the application runs.</summary>
internal sealed partial class ReloadLog(IConfiguration configuration, ILogger<ReloadLog> log) : IHostedService
{
    private StrataConfigurationProvider[] _providers = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _providers = [.. StrataProviders.Of(configuration)];
        foreach (var provider in _providers)
        {
            provider.Changed += OnChanged;
            provider.Failed += OnFailed;
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in _providers)
        {
            provider.Changed -= OnChanged;
            provider.Failed -= OnFailed;
        }

        return Task.CompletedTask;
    }

    private void OnChanged(StrataConfigurationProvider provider) => LogChange(provider.Directory, provider.Current!.Revision);

    private void OnFailed(StrataConfigurationProvider provider) => LogFailure(provider.Directory, provider.Current!.Revision, provider.Failure?.ToLines());

    [LoggerMessage(1, LogLevel.Information, "The overrides in {Directory} changed: revision {Revision} is in use")]
    private partial void LogChange(string directory, long revision);

    [LoggerMessage(2, LogLevel.Error, "The overrides in {Directory} changed and are invalid: revision {Revision} stays in use\n{Problems}")]
    private partial void LogFailure(string directory, long revision, string? problems);
}
