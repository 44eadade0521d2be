using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Publishing;

/// <summary>
/// Does what is due. Every replica looks for it; the transaction that does it is what lets it be done once. What the store does not answer is tried
/// again at the next look.
/// </summary>
internal sealed partial class TimedActionRunner(ServerStore store, Publisher publisher, ContentCheck check, DueActions due, ILogger<TimedActionRunner> log) : BackgroundService
{
    private const int MostAtOnce = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // By the store's clock: a replica whose own is off does nothing before its time.
                var now = await store.ReadClockAsync(stoppingToken).ConfigureAwait(false);
                var actions = await store.Timed.ListDueAsync(now, MostAtOnce, stoppingToken).ConfigureAwait(false);
                due.See(actions.Length, actions.IsEmpty ? TimeSpan.Zero : now - actions[0].DueAt);
                foreach (var action in actions)
                {
                    await DoAsync(action, now, stoppingToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is wrong with the store, it may be right at the next look.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogPutOff(exception.Message);
            }

            try
            {
                await Task.Delay(Interval * (0.75 + (Random.Shared.NextDouble() / 2)), store.Time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task DoAsync(TimedAction action, DateTimeOffset now, CancellationToken stopping)
    {
        try
        {
            if (action.NotAfter <= now)
            {
                await store.Timed.GiveUpAsync(action, TimedState.Expired, "nobody could do it in time", stopping).ConfigureAwait(false);
                return;
            }

            // Whoever is let in no more does nothing more, whenever he asked for it. What he published is taken back all the same.
            if (action.Kind != TimedKind.Revert && await store.Timed.IsOfDisabledAsync(action, stopping).ConfigureAwait(false))
            {
                await store.Timed.GiveUpAsync(action, TimedState.Failed, $"{action.Actor.Name} is disabled", stopping).ConfigureAwait(false);
                return;
            }

            await (action.Kind switch
            {
                TimedKind.Publish => PublishAsync(action, stopping),
                TimedKind.Revert => RevertAsync(action, stopping),
                _ => WidenAsync(action, stopping),
            }).ConfigureAwait(false);
        }
        catch (RefusalException exception) when (exception.Status is not 503)
        {
            await RefusedAsync(action, exception, stopping).ConfigureAwait(false);
        }
        catch (InvalidContentException exception)
        {
            await store.Timed.GiveUpAsync(action, TimedState.Failed, exception.Found.ToValidation().Errors[0].ToString(), stopping).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One that cannot be done now keeps no other from being done.
        catch (Exception exception) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogPutOff(exception.Message);
        }
    }

    private async Task PublishAsync(TimedAction action, CancellationToken stopping)
    {
        await check.RequireValidAsync(action.Content, stopping).ConfigureAwait(false);
        var draft = await store.Drafts.FindAsync(action.Space, action.Draft!, stopping).ConfigureAwait(false) ?? throw Refusal.Unknown("draft", action.Draft!);
        var head = await publisher.HeadAsync(action.Space, stopping).ConfigureAwait(false);
        Publisher.RequireNoRollout(head);
        await publisher.CommitAsync(
            new Commit
            {
                Space = action.Space,
                ExpectedHead = action.ExpectedHead,
                Kind = RevisionKind.Publish,
                Content = action.Content,
                Message = action.Title,
                Actor = action.Actor,
                Draft = action.Draft,
                DraftVersion = draft.Version,
                Action = action.Id,
                NeedsApproval = true,
                FollowUps = action.RevertAt is not { } revertAt ? [] : [new TimedAction
                {
                    Id = Publisher.NewId(),
                    Space = action.Space,
                    Kind = TimedKind.Revert,
                    DueAt = revertAt,
                    Content = action.Content,
                    RolloutRevision = head.Number,
                    Title = $"end of: {action.Title}",
                    Actor = action.Actor,
                    State = TimedState.Pending,
                }],
            },
            stopping).ConfigureAwait(false);
    }

    // Only what it published is taken back: whoever published since has decided otherwise.
    private async Task RevertAsync(TimedAction action, CancellationToken stopping)
    {
        var head = await publisher.HeadAsync(action.Space, stopping).ConfigureAwait(false);
        if (head.Content != action.Content || head.Candidate is not null)
        {
            await store.Timed.GiveUpAsync(action, TimedState.Cancelled, $"revision {head.Number} serves something else", stopping).ConfigureAwait(false);
            return;
        }

        var before = await publisher.RevisionAsync(action.Space, action.RolloutRevision!.Value, stopping).ConfigureAwait(false);
        await publisher.CommitAsync(
            new Commit { Space = action.Space, ExpectedHead = head.Number, Kind = RevisionKind.Revert, Content = before.Content, Message = action.Title, Actor = action.Actor, Action = action.Id },
            stopping).ConfigureAwait(false);
    }

    private async Task WidenAsync(TimedAction action, CancellationToken stopping)
    {
        var head = await publisher.HeadAsync(action.Space, stopping).ConfigureAwait(false);
        if (head.Number != action.RolloutRevision || head.Rollout is not { IsPaused: false, Steps.IsEmpty: false } rollout)
        {
            await store.Timed.GiveUpAsync(action, TimedState.Cancelled, "the rollout went on otherwise", stopping).ConfigureAwait(false);
            return;
        }

        // At a share of all it is no rollout any more.
        var kind = rollout.Steps is [100] ? RevisionKind.RolloutComplete : RevisionKind.RolloutChange;
        await publisher.ChangeRolloutAsync(action.Space, kind, static before => before with { Percent = before.Steps[0], Steps = before.Steps[1..] }, new SeenHead(head.Number), action.Actor, key: null, action, stopping).ConfigureAwait(false);
    }

    private async Task RefusedAsync(TimedAction action, RefusalException refusal, CancellationToken stopping)
    {
        if (await store.Timed.FindAsync(action.Space, action.Id, stopping).ConfigureAwait(false) is not { State: TimedState.Pending })
        {
            LogDoneElsewhere(action.Id, refusal.Message);
            return;
        }

        // A head that moved on while this was being done is no reason to give up what any head may have.
        if (action.ExpectedHead is null && refusal.Status is 412)
        {
            LogPutOff(refusal.Message);
            return;
        }

        try
        {
            await store.Timed.GiveUpAsync(action, TimedState.Failed, refusal.Message, stopping).ConfigureAwait(false);
        }
        catch (RefusalException later) when (later.Status is 409)
        {
            LogDoneElsewhere(action.Id, later.Message);
        }
    }

    [LoggerMessage(9111, LogLevel.Warning, "what is due is put off: {Problem}")]
    private partial void LogPutOff(string problem);

    [LoggerMessage(9112, LogLevel.Debug, "{Action} was done by another process: {Problem}")]
    private partial void LogDoneElsewhere(string action, string problem);
}
