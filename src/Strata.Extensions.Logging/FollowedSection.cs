using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Strata.Extensions.Configuration;
using Strata.Snapshots;

namespace Strata.Extensions.Logging;

/// <summary>Follows the section <c>logging</c> of an application's overrides: of the last of its Strata providers that has one.</summary>
internal sealed class FollowedSection : IHostedService, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IServiceProvider _services;
    private readonly LogPlaces _places;
    private IDisposable? _changes;
    private string? _problem;

    public FollowedSection(IConfiguration configuration, IHostEnvironment environment, IServiceProvider services)
    {
        (_configuration, _services) = (configuration, services);
        _places = new LogPlaces(environment.ContentRootPath, Path.Combine(environment.ContentRootPath, "log-buffer"), environment.ApplicationName);
        Log = new LiveLog(new LogPlan(LogLevel.Information, ImmutableSortedDictionary<string, LogLevel>.Empty, [new ConsoleOutput(OutputStream.Stdout, LogFormats.Default)]), Terminal.IsOne);
        Follow();
    }

    public LiveLog Log { get; }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Only now may loggers be asked for: this is what they are made from.
        Log.Troubles.SayTo(((ILoggerFactory)_services.GetService(typeof(ILoggerFactory))!).CreateLogger(LogTroubles.Category));
        if (_problem is { } problem)
        {
            Log.Troubles.Bad(LogPlan.Path, problem);
        }

        _changes = ChangeToken.OnChange(_configuration.GetReloadToken, Follow);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _changes?.Dispose();
        Log.Dispose();
    }

    private void Follow()
    {
        if (Latest() is not { } configuration)
        {
            _problem = "no overrides are loaded that have it";
            return;
        }

        try
        {
            Log.Use(LogPlan.Of(configuration, _places));
            _problem = null;
        }
        catch (LoggingSectionException exception)
        {
            _problem = exception.Message;
            Log.Troubles.Bad(LogPlan.Path, exception.Message);
        }
    }

    private ResolvedConfiguration? Latest() => StrataProviders.Of(_configuration)
        .Select(static provider => provider.Current?.Configuration)
        .LastOrDefault(static configuration => configuration is not null && configuration.TryGet(LogPlan.Path, out _));
}
