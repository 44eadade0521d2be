using System.Collections.Immutable;
using System.Diagnostics;
using Strata.Server.Access;
using Strata.Server.Observing;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Server.Watching;

namespace Strata.Server.Publishing;

/// <summary>
/// Makes revisions: publishes drafts, takes publishes back, rolls out. What is served is valid in every context that is deployed, and was approved
/// where the space asks for it. Safe for use from several threads.
/// </summary>
internal sealed partial class Publisher(ServerStore store, ContentCheck check, HeadTail heads, ServerMeter meter, ILogger<Publisher> log)
{
    /// <summary>Publishes a draft to everybody.</summary>
    /// <param name="space">The space.</param>
    /// <param name="draftId">The draft.</param>
    /// <param name="version">The version of it that is meant.</param>
    /// <param name="message">What changes; empty for the draft's title.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="key">What tells repeats of the request; null where there is none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="breakGlass">Why missing approvals are set aside; null where they are not.</param>
    /// <exception cref="StaleDraftException">The head is no longer the one that it was made from.</exception>
    /// <exception cref="RefusalException">It is not what was meant, or approvals are missing.</exception>
    /// <exception cref="InvalidContentException">It is invalid.</exception>
    public async Task<Revision> PublishAsync(string space, string draftId, long version, string message, Actor actor, Idempotency? key, CancellationToken cancellationToken, string? breakGlass = null)
    {
        if (await FindRepeatedAsync(space, key, cancellationToken).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        var draft = await ReadyAsync(space, draftId, version, cancellationToken).ConfigureAwait(false);
        var head = await HeadAsync(space, cancellationToken).ConfigureAwait(false);
        RequireNoRollout(head);
        var revision = await CommitAsync(
            On(head, seen: null, breakGlass is null ? RevisionKind.Publish : RevisionKind.BreakGlass, actor) with
            {
                Content = draft.Content,
                Message = message.Length > 0 ? message : draft.Title,
                Draft = draft.Id,
                DraftVersion = version,
                NeedsApproval = breakGlass is null,
                Reason = breakGlass ?? "",
                Key = key,
            },
            cancellationToken).ConfigureAwait(false);
        if (breakGlass is not null)
        {
            LogBrokenGlass(actor.Subject, space, revision.Number, breakGlass);
        }

        return revision;
    }

    /// <summary>Publishes files as they are, without a draft: for spaces that ask for no approvals.</summary>
    /// <exception cref="RefusalException">The space asks for approvals, or the head is another.</exception>
    /// <exception cref="InvalidContentException">They are invalid.</exception>
    public async Task<Revision> ImportAsync(string space, SpaceContent content, SeenHead? seen, string message, Actor actor, Idempotency? key, CancellationToken cancellationToken)
    {
        if (await FindRepeatedAsync(space, key, cancellationToken).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        await store.Contents.SaveAsync(content, cancellationToken).ConfigureAwait(false);
        await check.RequireValidAsync(content.Hash, cancellationToken).ConfigureAwait(false);
        var head = await HeadAsync(space, cancellationToken).ConfigureAwait(false);
        RequireNoRollout(head);
        return await CommitAsync(
            On(head, seen, RevisionKind.Import, actor) with { Content = content.Hash, Message = message, NeedsApproval = true, Key = key },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Publishes the content of an earlier revision as a new one. What was served before needs no approval.</summary>
    public async Task<Revision> RollBackAsync(string space, long number, SeenHead? seen, string message, Actor actor, Idempotency? key, CancellationToken cancellationToken)
    {
        var target = await RevisionAsync(space, number, cancellationToken).ConfigureAwait(false);
        var head = await HeadAsync(space, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(
            On(head, seen, RevisionKind.Rollback, actor) with
            {
                Content = target.Content,
                Message = message.Length > 0 ? message : $"back to revision {number}",
                Key = key,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Freezes a draft, to be published at a time.</summary>
    public async Task<TimedAction> ScheduleAsync(
        string space, string draftId, long version, DateTimeOffset publishAt, DateTimeOffset? notAfter, DateTimeOffset? revertAt, Actor actor, Idempotency? key, CancellationToken cancellationToken)
    {
        if (notAfter <= publishAt || revertAt <= publishAt)
        {
            throw Refusal.BadRequest("notAfter and revertAt must lie behind publishAt", "write them as ISO 8601: 2026-12-01T09:00:00Z");
        }

        if (key is not null && await store.Timed.FindRepeatedAsync(space, key, cancellationToken).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        var draft = await DraftAsync(space, draftId, version, cancellationToken).ConfigureAwait(false);
        await check.RequireValidAsync(draft.Content, cancellationToken).ConfigureAwait(false);
        var action = new TimedAction
        {
            Id = NewId(),
            Space = space,
            Kind = TimedKind.Publish,
            DueAt = publishAt,
            NotAfter = notAfter,
            RevertAt = revertAt,
            Content = draft.Content,
            ExpectedHead = draft.BaseRevision,
            Title = draft.Title,
            Actor = actor,
            State = TimedState.Pending,
            Draft = draft.Id,
        };
        return await store.Timed.ScheduleAsync(action, version, key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Serves a draft to some, and the head to all others.</summary>
    public async Task<Revision> StartRolloutAsync(string space, string draftId, long version, Rollout rollout, string message, Actor actor, Idempotency? key, CancellationToken cancellationToken)
    {
        if (await FindRepeatedAsync(space, key, cancellationToken).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        var draft = await ReadyAsync(space, draftId, version, cancellationToken).ConfigureAwait(false);
        var head = await HeadAsync(space, cancellationToken).ConfigureAwait(false);
        RequireNoRollout(head);
        var salted = rollout.Checked() is { Salt.Length: 0 } plain ? plain with { Salt = draft.Id } : rollout;
        return await CommitAsync(
            On(head, seen: null, RevisionKind.RolloutStart, actor) with
            {
                Candidate = draft.Content,
                Rollout = salted,
                Message = message.Length > 0 ? message : draft.Title,
                Draft = draft.Id,
                DraftVersion = version,
                NeedsApproval = true,
                Key = key,
                FollowUps = await NextStepAsync(space, salted, draft.Content, actor, cancellationToken).ConfigureAwait(false),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with the rollout that is under way: with another share, paused, resumed, to everybody, or to nobody.</summary>
    /// <param name="space">The space.</param>
    /// <param name="kind">What is done: one of the rollout's <see cref="RevisionKind"/>.</param>
    /// <param name="change">What becomes of the rollout.</param>
    /// <param name="seen">The revision that must be the head still; null where any may.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="key">What repeats of the request carry too; null where there is none.</param>
    /// <param name="action">The timed action that this is; null for none.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<Revision> ChangeRolloutAsync(string space, string kind, Func<Rollout, Rollout> change, SeenHead? seen, Actor actor, Idempotency? key, TimedAction? action, CancellationToken cancellationToken)
    {
        if (await FindRepeatedAsync(space, key, cancellationToken).ConfigureAwait(false) is { } before)
        {
            return before;
        }

        var head = await HeadAsync(space, cancellationToken).ConfigureAwait(false);
        if (head is not { Candidate: { } candidate, Rollout: { } rollout })
        {
            throw Refusal.NoRollout(space);
        }

        var commit = On(head, seen, kind, actor) with { Message = head.Message, Action = action?.Id, Key = key };
        if (kind == RevisionKind.RolloutComplete)
        {
            commit = commit with { Content = candidate };
        }
        else if (kind != RevisionKind.RolloutAbort)
        {
            var next = change(rollout).Checked();
            commit = commit with { Candidate = candidate, Rollout = next, FollowUps = await NextStepAsync(space, next, candidate, actor, cancellationToken).ConfigureAwait(false) };
        }

        return await CommitAsync(commit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a revision of a timed action, once, whoever else tries to.</summary>
    public async Task<Revision> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        using var activity = ServerActivity.Begin(ServerActivity.Publish)?.SetTag("strata.publish.kind", commit.Kind);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var revision = await store.Revisions.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
            using (ServerActivity.Begin(ServerActivity.Announce))
            {
                await heads.CommittedAsync(revision).ConfigureAwait(false);
            }

            meter.CountPublish(commit.Kind, begun, exception: null);
            return revision;
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            meter.CountPublish(commit.Kind, begun, exception);
            throw;
        }
    }

    /// <summary>The head, as the store has it now.</summary>
    public async Task<Revision> HeadAsync(string space, CancellationToken cancellationToken) =>
        await store.Revisions.FindHeadAsync(space, cancellationToken).ConfigureAwait(false) ?? throw Refusal.UnknownSpace(space);

    /// <summary>A revision; number 0 is the empty one that every space begins with.</summary>
    public async Task<Revision> RevisionAsync(string space, long number, CancellationToken cancellationToken)
    {
        var head = await HeadAsync(space, cancellationToken).ConfigureAwait(false);
        return number == 0 ? Revision.None(space, head.Epoch)
            : number == head.Number ? head
            : await store.Revisions.FindAsync(space, number, cancellationToken).ConfigureAwait(false) ?? throw Refusal.UnknownRevision(space, number);
    }

    /// <exception cref="RefusalException">A rollout is under way, which this would end.</exception>
    public static void RequireNoRollout(Revision head)
    {
        if (head.Candidate is not null)
        {
            throw Refusal.RolloutRuns(head.Space);
        }
    }

    public static string NewId() => Guid.CreateVersion7().ToString("N");

    // What follows a head: the one that the caller has seen, or the one that is there now, of the same life of the store in any case.
    private static Commit On(Revision head, SeenHead? seen, string kind, Actor actor) => new()
    {
        Space = head.Space,
        ExpectedHead = seen?.Number ?? head.Number,
        ExpectedEpoch = seen?.Epoch ?? head.Epoch,
        Kind = kind,
        Content = head.Content,
        Actor = actor,
    };

    /// <summary>What an earlier request with this key made; null where there was none.</summary>
    public async Task<Revision?> FindRepeatedAsync(string space, Idempotency? key, CancellationToken cancellationToken) =>
        key is null ? null : await store.Revisions.FindRepeatedAsync(space, key, cancellationToken).ConfigureAwait(false);

    private async Task<Draft> DraftAsync(string space, string id, long version, CancellationToken cancellationToken)
    {
        var draft = await store.Drafts.FindAsync(space, id, cancellationToken).ConfigureAwait(false) ?? throw Refusal.Unknown("draft", id);
        return draft.State != DraftState.Open ? throw Refusal.NotOpen(id, draft.State)
            : draft.Version != version ? throw Refusal.StaleVersion(version, draft.Version)
            : draft;
    }

    // A draft that was made from the head, and is valid.
    private async Task<Draft> ReadyAsync(string space, string id, long version, CancellationToken cancellationToken)
    {
        var draft = await DraftAsync(space, id, version, cancellationToken).ConfigureAwait(false);
        var head = await HeadAsync(space, cancellationToken).ConfigureAwait(false);
        if (draft.BaseRevision != head.Number)
        {
            var begun = await RevisionAsync(space, draft.BaseRevision, cancellationToken).ConfigureAwait(false);
            throw new StaleDraftException(draft.BaseRevision, head.Number, await check.CompareAsync(begun.Content, head.Content, cancellationToken).ConfigureAwait(false));
        }

        await check.RequireValidAsync(draft.Content, cancellationToken).ConfigureAwait(false);
        return draft;
    }

    private async Task<ImmutableArray<TimedAction>> NextStepAsync(string space, Rollout rollout, string candidate, Actor actor, CancellationToken cancellationToken) => rollout.Steps.IsEmpty || rollout.IsPaused ? [] :
    [
        new TimedAction
        {
            Id = NewId(),
            Space = space,
            Kind = TimedKind.Widen,
            DueAt = (await store.ReadClockAsync(cancellationToken).ConfigureAwait(false)).AddSeconds(rollout.IntervalSeconds),
            Content = candidate,
            Title = "next share",
            Actor = actor,
            State = TimedState.Pending,
        },
    ];

    [LoggerMessage(9151, LogLevel.Critical, "break-glass: {Subject} published revision {Revision} of space {Space} without the approvals that it asks for: {Reason}")]
    private partial void LogBrokenGlass(string subject, string space, long revision, string reason);
}

/// <summary>A draft was made from a revision that is the head no more.</summary>
internal sealed class StaleDraftException(long baseRevision, long head, SemanticDifference difference) : Exception("the draft is stale")
{
    public RefusalException Refusal { get; } = Spaces.Refusal.Stale(baseRevision, head);

    /// <summary>What changed meanwhile.</summary>
    public SemanticDifference Difference { get; } = difference;
}
