using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

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
            provider.ListenerFailed += OnListenerFailed;

            // It may have gone bad since it was loaded, and that is told once.
            if (provider.Failure is not null)
            {
                OnFailed(provider);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in _providers)
        {
            provider.Changed -= OnChanged;
            provider.Failed -= OnFailed;
            provider.ListenerFailed -= OnListenerFailed;
        }

        return Task.CompletedTask;
    }

    private void OnChanged(StrataConfigurationProvider provider) => LogChange(provider.Directory, provider.Current!.Revision);

    private void OnFailed(StrataConfigurationProvider provider) => LogFailure(provider.Directory, provider.Current!.Revision, provider.Failure?.ToLines());

    private void OnListenerFailed(StrataConfigurationProvider provider, Exception exception) => LogListener(provider.Directory, Described(exception));

    // Not the messages: a binder's has the value that it could not convert, which may be a secret. Of a validation they are the application's.
    private static string Described(Exception exception)
    {
        var thrown = exception is AggregateException several ? several.Flatten().InnerExceptions : [exception];
        return string.Join('\n', thrown.Select(static each => $"{each.GetType()}{(each is OptionsValidationException ? ": " + each.Message : "")}\n{each.StackTrace}"));
    }

    [LoggerMessage(1, LogLevel.Information, "The overrides in {Directory} changed: revision {Revision} is in use")]
    private partial void LogChange(string directory, long revision);

    [LoggerMessage(2, LogLevel.Error, "The overrides in {Directory} changed and are invalid: revision {Revision} stays in use\n{Problems}")]
    private partial void LogFailure(string directory, long revision, string? problems);

    [LoggerMessage(4, LogLevel.Error, "Somebody who was told that the overrides in {Directory} changed threw an exception, which hurts nobody else\n{Exceptions}")]
    private partial void LogListener(string directory, string exceptions);
}
