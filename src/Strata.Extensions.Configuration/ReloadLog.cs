using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Strata.Extensions.Configuration;

/// <summary>Writes to the log what becomes of reloads while the application runs.</summary>
internal sealed partial class ReloadLog(IConfiguration configuration, ILogger<ReloadLog> log) : IHostedService
{
    private StrataProvider[] _providers = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _providers = [.. StrataProviders.Of(configuration)];
        foreach (var provider in _providers)
        {
            provider.Changed += OnChanged;
            provider.Failed += OnFailed;
            provider.ListenerFailed += OnListenerFailed;
            if (provider is StrataServerProvider server)
            {
                server.Mended += OnMended;
                server.Restored += OnRestored;
                if (server.FileProblem is { } problem)
                {
                    LogFile(problem);
                }
            }

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
            if (provider is StrataServerProvider server)
            {
                server.Mended -= OnMended;
                server.Restored -= OnRestored;
            }
        }

        return Task.CompletedTask;
    }

    private void OnChanged(StrataProvider provider)
    {
        if (provider is StrataServerProvider server)
        {
            LogServerChange(server.Place, server.Held!.Point.Revision);
        }
        else
        {
            LogChange(provider.Place, provider.Current!.Revision);
        }
    }

    private void OnFailed(StrataProvider provider)
    {
        if (provider is StrataServerProvider server)
        {
            LogServerFailure(server.Place, server.ToInUse(), server.Failure?.ToLines() ?? server.Problem);
        }
        else
        {
            LogFailure(provider.Place, provider.Current!.Revision, provider.Failure?.ToLines());
        }
    }

    private void OnMended(StrataServerProvider server) => LogServerMended(server.Place, server.Held!.Point.Revision);

    private void OnRestored(StrataServerProvider server, ServedPoint before) => LogRestored(server.Place, before.Revision, before.Epoch, server.Held!.Point.Revision, server.Held.Point.Epoch);

    private void OnListenerFailed(StrataProvider provider, Exception exception) => LogListener(provider.Place, Described(exception));

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

    [LoggerMessage(5, LogLevel.Information, "The configuration {Place} changed: revision {Revision} is in use")]
    private partial void LogServerChange(string place, long revision);

    [LoggerMessage(6, LogLevel.Warning, "The configuration {Place} cannot be followed: {InUse}\n{Problems}")]
    private partial void LogServerFailure(string place, string inUse, string? problems);

    [LoggerMessage(7, LogLevel.Information, "The configuration {Place} is followed again: revision {Revision} is in use")]
    private partial void LogServerMended(string place, long revision);

    [LoggerMessage(8, LogLevel.Warning, "The store of the configuration {Place} was restored: revision {Revision} of epoch {Epoch} was in use, and now revision {NewRevision} of epoch {NewEpoch} is")]
    private partial void LogRestored(string place, long revision, string epoch, long newRevision, string newEpoch);

    [LoggerMessage(9, LogLevel.Warning, "At the start {Problem}")]
    private partial void LogFile(string problem);
}
