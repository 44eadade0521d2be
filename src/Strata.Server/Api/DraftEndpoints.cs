using System.Globalization;
using Strata.Server.Access;
using Strata.Server.Publishing;
using Strata.Server.Reading;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Api;

/// <summary>Drafts, and what is made of them: revisions, rollouts, timed publishes.</summary>
internal static class DraftEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var drafts = api.MapGroup("/spaces/{space}/drafts");
        drafts.MapGet("", ListAsync).Needs(Verb.View).Produces<Page<DraftAnswer>>().WithSummary("Lists the drafts; state=open only those");
        drafts.MapPost("", CreateAsync).Needs(Verb.Edit).Accepts<DraftRequest>("application/json").Produces<DraftAnswer>(201).WithSummary("Begins a draft");
        drafts.MapGet("/{id}", GetAsync).Needs(Verb.View).Produces<DraftAnswer>().WithSummary("Shows a draft; the ETag is its version");
        drafts.MapGet("/{id}/files", GetFilesAsync).Needs(Verb.View).Produces<ContentAnswer>().WithSummary("Gives the files of a draft");
        drafts.MapPut("/{id}", UpdateAsync).Needs(Verb.Edit).Accepts<DraftRequest>("application/json").Produces<DraftAnswer>().WithSummary("Changes a draft; If-Match is its version");
        drafts.MapDelete("/{id}", DiscardAsync).Needs(Verb.Edit).Produces(204).WithSummary("Discards a draft; If-Match is its version");
        drafts.MapGet("/{id}/difference", DifferenceAsync).Needs(Verb.View).WithSummary("Shows what a draft would change, value by value");
        drafts.MapGet("/{id}/validation", ValidationAsync).Needs(Verb.View).WithSummary("Checks a draft in every context that is deployed");
        drafts.MapPost("/{id}/approvals", ApproveAsync).Needs(Verb.Approve).Produces<DraftAnswer>().WithSummary("Approves a version of a draft; If-Match is the version");
        drafts.MapPost("/{id}/publish", PublishAsync).Needs(Verb.Publish).Accepts<PublishRequest>("application/json").Produces<RevisionAnswer>(201).WithSummary("Publishes a draft to everybody; If-Match is its version");
        drafts.MapPost("/{id}/rollout", StartRolloutAsync).Needs(Verb.Publish).Accepts<RolloutRequest>("application/json").Produces<RevisionAnswer>(201).WithSummary("Publishes a draft to some; If-Match is its version");
        drafts.MapPost("/{id}/schedule", ScheduleAsync).Needs(Verb.Publish).Accepts<ScheduleRequest>("application/json").Produces<ScheduleAnswer>(201).WithSummary("Freezes a draft, to be published at a time; If-Match is its version");
    }

    private static async Task<IResult> ListAsync(HttpContext context, string space, ServerStore store)
    {
        var paging = Paging.Of(context);
        var state = context.Request.Query["state"].ToString() is { Length: > 0 } given ? given : null;
        if (state is not (null or DraftState.Open or DraftState.Scheduled or DraftState.Published or DraftState.Discarded))
        {
            throw Refusal.BadRequest($"no draft is \"{state}\"", "write open, scheduled, published or discarded");
        }

        await SpaceEndpoints.RequireAsync(store, space, context.RequestAborted).ConfigureAwait(false);
        var found = await store.Drafts.ListAsync(space, state, paging.Cursor ?? "", paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(paging.PageOf(found, DraftAnswer.Of, static draft => draft.Id));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string space, ServerStore store, Publisher publisher)
    {
        var (body, key) = await RequestBody.ReadAsync<DraftRequest>(context).ConfigureAwait(false);
        var draft = key is null ? null : await store.Drafts.FindRepeatedAsync(space, key, context.RequestAborted).ConfigureAwait(false);
        draft ??= await BeginAsync(context, space, body, key, store, publisher).ConfigureAwait(false);
        context.Response.Headers.Location = $"/api/v1/spaces/{space}/drafts/{draft.Id}";
        return Answer(context, draft, 201);
    }

    private static async Task<Draft> BeginAsync(HttpContext context, string space, DraftRequest body, Idempotency? key, ServerStore store, Publisher publisher)
    {
        var head = await publisher.HeadAsync(space, context.RequestAborted).ConfigureAwait(false);
        var begun = body.BaseRevision is { } number ? await publisher.RevisionAsync(space, number, context.RequestAborted).ConfigureAwait(false) : head;
        var content = await ContentAsync(body, begun.Content, store, context.RequestAborted).ConfigureAwait(false);
        return await store.Drafts.CreateAsync(space, begun.Number, content ?? begun.Content, SpaceEndpoints.Message(body.Title), Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string space, string id, ServerStore store) =>
        Answer(context, await FindAsync(store, space, id, context.RequestAborted).ConfigureAwait(false));

    private static async Task<IResult> GetFilesAsync(HttpContext context, string space, string id, ServerStore store, FileRights rights)
    {
        var draft = await FindAsync(store, space, id, context.RequestAborted).ConfigureAwait(false);
        await rights.RequireAsync(context, space, draft.Content).ConfigureAwait(false);
        return SpaceEndpoints.Json(FileBodies.ToAnswer((await store.Contents.FindAsync(draft.Content, context.RequestAborted).ConfigureAwait(false))!));
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, string space, string id, ServerStore store)
    {
        var (body, key) = await RequestBody.ReadAsync<DraftRequest>(context).ConfigureAwait(false);
        var draft = await FindAsync(store, space, id, context.RequestAborted).ConfigureAwait(false);
        var version = RequestBody.VersionOf(context);

        // A change of another version is refused, unless it is a repeat; nothing is made of either.
        var content = draft.Version == version ? await ContentAsync(body, draft.Content, store, context.RequestAborted).ConfigureAwait(false) : null;
        return Answer(context, await store.Drafts.UpdateAsync(
            space, id, version, body.BaseRevision, content, body.Title is null ? null : SpaceEndpoints.Message(body.Title), Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<IResult> DiscardAsync(HttpContext context, string space, string id, ServerStore store)
    {
        await store.Drafts.DiscardAsync(space, id, RequestBody.VersionOf(context), Actor.Of(context), RequestBody.KeyOf(context), context.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> DifferenceAsync(HttpContext context, string space, string id, ServerStore store, Publisher publisher, ContentCheck check, ChangeRights rights)
    {
        // A draft can bring a value to where its author may see it: what it would show must be his to see already.
        var draft = await RequireAsync(context, Verb.View, space, id, store, rights).ConfigureAwait(false);
        var head = await publisher.HeadAsync(space, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json((await check.CompareAsync(head.Content, draft.Content, context.RequestAborted).ConfigureAwait(false)).SeenBy(RequestAccess.Of(context), space).ToJson());
    }

    private static async Task<IResult> ValidationAsync(HttpContext context, string space, string id, ServerStore store, ContentCheck check)
    {
        // It goes through every context.
        RequestAccess.Of(context).Require(AccessQuestion.Whole(Verb.View, space));
        var draft = await FindAsync(store, space, id, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(ReportShape.Validation(await check.ValidateAsync(draft.Content, context.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> ApproveAsync(HttpContext context, string space, string id, ServerStore store, ChangeRights rights)
    {
        var draft = await RequireAsync(context, Verb.Approve, space, id, store, rights).ConfigureAwait(false);
        return Answer(context, await store.Drafts.ApproveAsync(space, id, VersionOf(context, draft), Actor.Of(context), RequestBody.KeyOf(context), context.RequestAborted).ConfigureAwait(false));
    }

    private static async Task<IResult> PublishAsync(HttpContext context, string space, string id, ServerStore store, Publisher publisher, ChangeRights rights)
    {
        var (body, key) = await RequestBody.ReadAsync<PublishRequest>(context).ConfigureAwait(false);
        var draft = await RequireAsync(context, Verb.Publish, space, id, store, rights).ConfigureAwait(false);
        var reason = "";
        if (body.BreakGlass == true)
        {
            reason = Reveals.Checked(body.Reason, "approvals are set aside only for a reason");
            await rights.RequireAsync(RequestAccess.Of(context), Verb.Manage, draft, context.RequestAborted).ConfigureAwait(false);
        }
        else if (body.Reason is not null)
        {
            throw Refusal.BadRequest("a reason is given, and nothing is set aside", "send breakGlass: true with it, or what changes as message");
        }

        var revision = await publisher.PublishAsync(
            space, id, VersionOf(context, draft), SpaceEndpoints.Message(body.Message), Actor.Of(context), key, context.RequestAborted, body.BreakGlass == true ? reason : null).ConfigureAwait(false);
        return SpaceEndpoints.Revision(context, revision, 201);
    }

    private static async Task<IResult> StartRolloutAsync(HttpContext context, string space, string id, ServerStore store, Publisher publisher, ChangeRights rights)
    {
        var (body, key) = await RequestBody.ReadAsync<RolloutRequest>(context).ConfigureAwait(false);
        var draft = await RequireAsync(context, Verb.Publish, space, id, store, rights).ConfigureAwait(false);
        var revision = await publisher.StartRolloutAsync(
            space, id, VersionOf(context, draft), body.ApplyTo(new Rollout()), SpaceEndpoints.Message(body.Message), Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Revision(context, revision, 201);
    }

    private static async Task<IResult> ScheduleAsync(HttpContext context, string space, string id, ServerStore store, Publisher publisher, ChangeRights rights)
    {
        var (body, key) = await RequestBody.ReadAsync<ScheduleRequest>(context).ConfigureAwait(false);
        var draft = await RequireAsync(context, Verb.Publish, space, id, store, rights).ConfigureAwait(false);
        var action = await publisher.ScheduleAsync(
            space, id, VersionOf(context, draft), body.PublishAt, body.NotAfter, body.RevertAt, Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false);
        context.Response.Headers.Location = $"/api/v1/spaces/{space}/schedules/{action.Id}";
        return SpaceEndpoints.Json(ScheduleAnswer.Of(action), 201);
    }

    // Of the version that there is now. What is done then is done to that one: see VersionOf.
    private static async Task<Draft> RequireAsync(HttpContext context, Verb verb, string space, string id, ServerStore store, ChangeRights rights)
    {
        var draft = await FindAsync(store, space, id, context.RequestAborted).ConfigureAwait(false);
        await rights.RequireAsync(RequestAccess.Of(context), verb, draft, context.RequestAborted).ConfigureAwait(false);
        return draft;
    }

    // The version that a request means. One that was yet to come when it was looked at who may do what could hold something else by now.
    private static long VersionOf(HttpContext context, Draft looked) =>
        RequestBody.VersionOf(context) is var version && version > looked.Version ? throw Refusal.StaleVersion(version, looked.Version) : version;

    private static IResult Answer(HttpContext context, Draft draft, int status = 200)
    {
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{draft.Version}\"");
        return SpaceEndpoints.Json(DraftAnswer.Of(draft), status);
    }

    private static async Task<Draft> FindAsync(ServerStore store, string space, string id, CancellationToken cancellationToken)
    {
        await SpaceEndpoints.RequireAsync(store, space, cancellationToken).ConfigureAwait(false);
        return await store.Drafts.FindAsync(space, id, cancellationToken).ConfigureAwait(false) ?? throw Refusal.Unknown("draft", id);
    }

    // The hash of what a request makes of the files; null where it leaves them.
    private static async Task<string?> ContentAsync(DraftRequest body, string before, ServerStore store, CancellationToken cancellationToken)
    {
        if (body is { Files: not null, Changes: not null })
        {
            throw Refusal.BadRequest("there are both files and changes", "send all files, or those that change");
        }

        var content = body switch
        {
            { Files: { } files } => FileBodies.ToContent(files),
            { Changes: { } changes } => FileBodies.Change((await store.Contents.FindAsync(before, cancellationToken).ConfigureAwait(false))!, changes),
            _ => null,
        };
        if (content is not null)
        {
            await store.Contents.SaveAsync(content, cancellationToken).ConfigureAwait(false);
        }

        return content?.Hash;
    }
}
