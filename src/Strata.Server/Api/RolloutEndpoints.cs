using Strata.Server.Access;
using Strata.Server.Publishing;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Api;

/// <summary>What is under way: the rollout of a space, and what is to be done at a time.</summary>
internal static class RolloutEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var rollout = api.MapGroup("/spaces/{space}/rollout");
        rollout.MapGet("", GetAsync).Needs(Verb.View).Produces<RevisionAnswer>().WithSummary("Shows the rollout that is under way");
        rollout.MapPatch("", ChangeAsync).Needs(Verb.Publish).Accepts<RolloutRequest>("application/json").Produces<RevisionAnswer>(201).WithSummary("Changes who gets the candidate");
        rollout.MapPost("/pause", (HttpContext context, string space, Publisher publisher, ChangeRights rights) => DoAsync(context, space, publisher, rights, RevisionKind.RolloutPause, static before => before with { IsPaused = true }, RequestBody.KeyOf(context))).Needs(Verb.Publish).Produces<RevisionAnswer>(201).WithSummary("Takes no further step until resumed");
        rollout.MapPost("/resume", (HttpContext context, string space, Publisher publisher, ChangeRights rights) => DoAsync(context, space, publisher, rights, RevisionKind.RolloutResume, static before => before with { IsPaused = false }, RequestBody.KeyOf(context))).Needs(Verb.Publish).Produces<RevisionAnswer>(201).WithSummary("Goes on with the steps");
        rollout.MapPost("/complete", (HttpContext context, string space, Publisher publisher, ChangeRights rights) => DoAsync(context, space, publisher, rights, RevisionKind.RolloutComplete, static before => before, RequestBody.KeyOf(context))).Needs(Verb.Publish).Produces<RevisionAnswer>(201).WithSummary("Serves the candidate to everybody");
        rollout.MapPost("/abort", (HttpContext context, string space, Publisher publisher, ChangeRights rights) => DoAsync(context, space, publisher, rights, RevisionKind.RolloutAbort, static before => before, RequestBody.KeyOf(context))).Needs(Verb.Publish).Produces<RevisionAnswer>(201).WithSummary("Serves the candidate to nobody");
        var schedules = api.MapGroup("/spaces/{space}/schedules");
        schedules.MapGet("", ListAsync).Needs(Verb.View).Produces<Page<ScheduleAnswer>>().WithSummary("Lists what is, or was, to be done at a time");
        schedules.MapGet("/{id}", FindAsync).Needs(Verb.View).Produces<ScheduleAnswer>().WithSummary("Shows what is to be done at a time");
        schedules.MapDelete("/{id}", CancelAsync).Needs(Verb.Publish).Produces(204).WithSummary("Takes it back; its draft is open again");
    }

    private static async Task<IResult> GetAsync(HttpContext context, string space, Publisher publisher)
    {
        var head = await publisher.HeadAsync(space, context.RequestAborted).ConfigureAwait(false);
        return head.Candidate is null ? throw Refusal.NoRollout(space) : SpaceEndpoints.Revision(context, head, 200);
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, string space, Publisher publisher, ChangeRights rights)
    {
        var (body, key) = await RequestBody.ReadAsync<RolloutRequest>(context).ConfigureAwait(false);
        return await DoAsync(context, space, publisher, rights, RevisionKind.RolloutChange, body.ApplyTo, key).ConfigureAwait(false);
    }

    private static async Task<IResult> DoAsync(HttpContext context, string space, Publisher publisher, ChangeRights rights, string kind, Func<Rollout, Rollout> change, Idempotency? key)
    {
        // What was done already may have ended the rollout that it was about.
        if (await publisher.FindRepeatedAsync(space, key, context.RequestAborted).ConfigureAwait(false) is { } before)
        {
            return SpaceEndpoints.Revision(context, before, 201);
        }

        var head = await rights.RequireOfRolloutAsync(RequestAccess.Of(context), Verb.Publish, space, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Revision(
            context,
            await publisher.ChangeRolloutAsync(space, kind, change, SeenHead.Decided(RequestBody.HeadOf(context), head), Actor.Of(context), key, action: null, context.RequestAborted).ConfigureAwait(false),
            201);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string space, ServerStore store)
    {
        var paging = Paging.Of(context);
        await SpaceEndpoints.RequireAsync(store, space, context.RequestAborted).ConfigureAwait(false);
        var found = await store.Timed.ListAsync(space, paging.Cursor ?? "", paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(paging.PageOf(found, ScheduleAnswer.Of, static action => action.Id));
    }

    private static async Task<IResult> FindAsync(HttpContext context, string space, string id, ServerStore store)
    {
        await SpaceEndpoints.RequireAsync(store, space, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(ScheduleAnswer.Of(await store.Timed.FindAsync(space, id, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.Unknown("schedule", id)));
    }

    private static async Task<IResult> CancelAsync(HttpContext context, string space, string id, ServerStore store, Publisher publisher, ChangeRights rights)
    {
        var found = await store.Timed.FindAsync(space, id, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.Unknown("schedule", id);
        var head = await publisher.HeadAsync(space, context.RequestAborted).ConfigureAwait(false);
        await rights.RequireAsync(RequestAccess.Of(context), Verb.Publish, space, head.Content, found.Content, context.RequestAborted).ConfigureAwait(false);
        await store.Timed.CancelAsync(space, id, Actor.Of(context), RequestBody.KeyOf(context), context.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }
}
