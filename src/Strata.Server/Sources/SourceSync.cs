using System.Globalization;
using Strata.Diagnostics;
using Strata.Server.Access;
using Strata.Server.Contents;
using Strata.Server.Observing;
using Strata.Server.Publishing;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Sources;

namespace Strata.Server.Sources;

/// <summary>
/// Imports and exports what is due, in the background: one replica at a time for each space, a few spaces at a time, and never within a request. What fails is
/// said at the source, and tried again; the head stays what it is.
/// </summary>
internal sealed partial class SourceSync(ServerStore store, Publisher publisher, ServerSettings settings, ServerMeter meter, ILogger<SourceSync> log) : BackgroundService
{
    // A repository that answers slowly keeps no other waiting.
    private const int MostAtOnce = 4;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(10);

    private string Copies => Path.Combine(settings.DataDirectory, "sources");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>(MostAtOnce);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                running.RemoveAll(static task => task.IsCompleted);
                foreach (var source in running.Count < MostAtOnce ? await store.Sources.ListDueAsync(stoppingToken).ConfigureAwait(false) : [])
                {
                    if (running.Count == MostAtOnce)
                    {
                        await Task.WhenAny(running).ConfigureAwait(false);
                        running.RemoveAll(static task => task.IsCompleted);
                    }

                    if (await store.Sources.HoldAsync(source.Space, Hold, stoppingToken).ConfigureAwait(false) is { } held)
                    {
                        running.Add(TrySyncAsync(source, held, stoppingToken));
                    }
                }
            }
#pragma warning disable CA1031 // Whatever is wrong with the store, the server serves on, and the next look may find it mended.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogPutOff(exception.Message);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Interval * (0.75 + (Random.Shared.NextDouble() / 2)), store.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running).ConfigureAwait(false);
    }

    // It never throws.
    private async Task TrySyncAsync(SpaceSource source, long held, CancellationToken stopping)
    {
        try
        {
            await SyncAsync(source, held, stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever is wrong with the store or with one source, the others go on, and it is tried again when it is held no more.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!stopping.IsCancellationRequested)
            {
                LogPutOff(exception.Message);
            }
        }
    }

    private async Task SyncAsync(SpaceSource source, long held, CancellationToken stopping)
    {
        var (state, message, version) = (SourceState.Failed, "", source.Version);
        Exception? problem = null;
        try
        {
            (message, version) = source.Direction == SourceDirection.Import ? await ImportAsync(source, stopping).ConfigureAwait(false) : await ExportAsync(source, stopping).ConfigureAwait(false);
            state = SourceState.Done;
        }
        catch (InvalidContentException exception)
        {
            problem = exception;
            message = exception.Found.ToValidation().Errors[0].ToString();
        }
        catch (Exception exception) when (exception is SourceException or RefusalException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            problem = exception;
            message = exception.Message;
        }

        meter.CountSync(source.Direction, problem);

        if (state == SourceState.Failed)
        {
            LogFailed(source.Space, source.Direction, TerminalText.Harmless(message));
        }

        await store.Sources.FinishAsync(source.Space, held, state, message, version, stopping).ConfigureAwait(false);
    }

    private async Task<(string Message, string Version)> ImportAsync(SpaceSource source, CancellationToken stopping)
    {
        SpaceContent content;
        string version, actor, subject;
        if (source.IsGit)
        {
            var repository = new GitRepository(source, Copies);
            version = await repository.FetchAsync(stopping).ConfigureAwait(false) ?? throw new SourceException($"the repository has no branch \"{source.Branch}\"");
            if (version == source.Version)
            {
                return ("nothing changed", version);
            }

            content = await repository.ReadAsync(version, stopping).ConfigureAwait(false);
            (var author, subject) = await repository.DescribeAsync(version, stopping).ConfigureAwait(false);
            (actor, subject) = ($"git:{author}", $"{version[..12]} {subject}");
        }
        else
        {
            RequireAllowed(source.Location);
            content = await Task.Run(() => DirectoryContent.Read(source.Location), stopping).ConfigureAwait(false);

            // Somebody may have put a link in its place meanwhile.
            RequireAllowed(source.Location);
            (version, actor, subject) = (content.Hash, "directory", "imported from a directory");
        }

        var head = await publisher.HeadAsync(source.Space, stopping).ConfigureAwait(false);
        if (head.Content == content.Hash || version == source.Version)
        {
            return ("nothing changed", version);
        }

        await store.Contents.SaveAsync(content, stopping).ConfigureAwait(false);
        var space = await store.Spaces.FindAsync(source.Space, stopping).ConfigureAwait(false) ?? throw Refusal.UnknownSpace(source.Space);
        if (space.RequiredApprovals > 0)
        {
            // What others must approve becomes a draft; that of one commit on one head is made once. No request has such a key, since no actor has such a name.
            var key = new Idempotency(string.Create(CultureInfo.InvariantCulture, $"\n{version} {content.Hash} {head.Number}"), content.Hash);
            var draft = await store.Drafts.CreateAsync(source.Space, head.Number, content.Hash, subject, Actor.Itself(actor), key, stopping).ConfigureAwait(false);
            return ($"draft {draft.Id} waits for approval", version);
        }

        var revision = await publisher.ImportAsync(source.Space, content, new SeenHead(head.Number), subject, Actor.Itself(actor), key: null, stopping).ConfigureAwait(false);
        return ($"revision {revision.Number}", version);
    }

    private async Task<(string Message, string Version)> ExportAsync(SpaceSource source, CancellationToken stopping)
    {
        var head = await publisher.HeadAsync(source.Space, stopping).ConfigureAwait(false);
        if (head.Number == 0 || head.Id == source.Version)
        {
            return (head.Number == 0 ? "nothing was published yet" : "nothing changed", source.Version);
        }

        var content = await store.Contents.FindAsync(head.Content, stopping).ConfigureAwait(false) ?? throw Refusal.UnknownRevision(source.Space, head.Number);
        if (source.IsGit)
        {
            var commit = await new GitRepository(source, Copies).WriteAsync(content, head, stopping).ConfigureAwait(false);
            return ($"revision {head.Number} is commit {commit[..12]}", head.Id);
        }

        RequireAllowed(source.Location);
        await Task.Run(() => ContentDirectory.Exchange(source.Location, content), stopping).ConfigureAwait(false);
        return ($"revision {head.Number} is in {source.Location}", head.Id);
    }

    // The text of a location was held against what is allowed when it was set; here it is where its links lead.
    private void RequireAllowed(string directory)
    {
        if (!settings.Sources.Any(allowed => Path.IsPathFullyQualified(allowed) && RealPath.IsWithin(directory, allowed)))
        {
            throw new SourceException("a link on the way leads out of what --allow-source names");
        }
    }

    [LoggerMessage(9141, LogLevel.Warning, "space {Space}: the {Direction} failed, and is tried again: {Problem}")]
    private partial void LogFailed(string space, string direction, string problem);

    [LoggerMessage(9142, LogLevel.Warning, "imports and exports are put off: {Problem}")]
    private partial void LogPutOff(string problem);
}
