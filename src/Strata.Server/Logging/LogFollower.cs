using Strata.Extensions.Logging;
using Strata.Server.Contents;
using Strata.Server.Reading;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Server.Watching;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Server.Logging;

/// <summary>
/// Lets the log go on as a configuration says: a type of the space <c>default</c>, resolved anew with each head, or a file, looked at every few
/// seconds. What cannot be used leaves the log as it was.
/// </summary>
internal sealed class LogFollower(LiveLog log, ServerSettings settings, ContentKeys keys, HeadTail heads, ConfigurationReader reader, ContentCache contents, ServerStore store, ILoggerFactory loggers) : BackgroundService
{
    private string? _last;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        log.Troubles.SayTo(loggers.CreateLogger(LogTroubles.Category));
        if (settings.LoggingFile is { } file)
        {
            // What was named when it was started is in use from the first line on.
            await LookAtFileAsync(file, cancellationToken).ConfigureAwait(false);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (settings.LoggingFile is { } file)
            {
                while (true)
                {
                    await Task.Delay(settings.PollInterval, store.Time, stoppingToken).ConfigureAwait(false);
                    await LookAtFileAsync(file, stoppingToken).ConfigureAwait(false);
                }
            }

            if (settings.LoggingType is { } type)
            {
                while (true)
                {
                    await FollowHeadAsync(type, stoppingToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task LookAtFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
            Use(file, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes)), isConfined: false, () => LoggingFile.Read(file, keys));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(file, exception.Message);
        }
    }

    // One head, until the next.
    private async Task FollowHeadAsync(string type, CancellationToken stopping)
    {
        var place = $"{type} of space {SpaceName.Default}";
        try
        {
            var feed = await heads.GetAsync(SpaceName.Default, stopping).ConfigureAwait(false);
            var served = feed.Now;
            var query = ResolutionQuery.Read(type, []) with { Environment = settings.Environment, Host = System.Environment.MachineName };
            using (var lease = await contents.TakeAsync(reader.ContentOf(served.Revision, query), stopping).ConfigureAwait(false))
            {
                Use(place, served.Revision.Id, isConfined: true, () => Resolved(lease.Content, query));
            }

            await served.Replaced.WaitAsync(stopping).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RefusalException or StoreException or IOException or InvalidDataException)
        {
            Refuse(place, exception.Message);
            await Task.Delay(settings.PollInterval, store.Time, stopping).ConfigureAwait(false);
        }
    }

    private ResolvedConfiguration Resolved(ResolvableContent content, ResolutionQuery query)
    {
        var outcome = content.Resolve(query.ContextOf(content, store.Time.GetUtcNow()));
        return outcome.Configuration ?? throw new LoggingSectionException([outcome.Validation.Errors[0].ToString()]);
    }

    private void Use(string place, string version, bool isConfined, Func<ResolvedConfiguration> read)
    {
        if (version == _last)
        {
            return;
        }

        try
        {
            log.Use(LogPlan.Of(read(), ServerLog.PlacesOf(settings.LogDirectory, isConfined)));
            _last = version;
            log.Troubles.Changed(place);
        }
        catch (LoggingSectionException exception)
        {
            _last = version;
            log.Troubles.Bad(place, exception.Message);
        }
    }

    // Said once, however often it is looked for.
    private void Refuse(string place, string problem)
    {
        if (_last != problem)
        {
            _last = problem;
            log.Troubles.Bad(place, SecretText.MaskUrlPasswords(problem));
        }
    }
}
