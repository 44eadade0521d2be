using System.Globalization;
using Strata.Server.Access;
using Strata.Server.Publishing;
using Strata.Server.Reading;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Api;

/// <summary>Spaces, their revisions and their history.</summary>
internal static class SpaceEndpoints
{
    private const int MostApprovals = 10;
    private const int MostText = 2000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/spaces", ListAsync).NeedsAnywhere(Verb.View).Produces<Page<SpaceAnswer>>().WithSummary("Lists the spaces");
        api.MapGet("/spaces/{space}", GetAsync).Needs(Verb.View).Produces<SpaceAnswer>().WithSummary("Shows a space; the ETag is its head");
        api.MapPut("/spaces/{space}", CreateAsync).NeedsWhole(Verb.Manage).Accepts<SpaceRequest>("application/json").Produces<SpaceAnswer>(201).WithSummary("Makes a space");
        api.MapPatch("/spaces/{space}", ConfigureAsync).NeedsWhole(Verb.Manage).Accepts<SpaceRequest>("application/json").Produces<SpaceAnswer>().WithSummary("Changes what a space is, and how many must approve");
        api.MapGet("/spaces/{space}/revisions", ListRevisionsAsync).Needs(Verb.View).Produces<Page<RevisionAnswer>>().WithSummary("Lists the revisions, the newest first");
        api.MapGet("/spaces/{space}/revisions/{revision:long}", GetRevisionAsync).Needs(Verb.View).Produces<RevisionAnswer>().WithSummary("Shows a revision");
        api.MapGet("/spaces/{space}/revisions/{revision:long}/files", GetFilesAsync).Needs(Verb.View).Produces<ContentAnswer>().WithSummary("Gives the files of a revision");
        api.MapPost("/spaces/{space}/revisions", ImportAsync).Needs(Verb.Publish).Accepts<ImportRequest>("application/json").Produces<RevisionAnswer>(201).WithSummary("Publishes files as they are, where no approvals are asked for");
        api.MapPost("/spaces/{space}/rollbacks", RollBackAsync).Needs(Verb.Rollback).Accepts<RollbackRequest>("application/json").Produces<RevisionAnswer>(201).WithSummary("Publishes an earlier content again; dryRun=true only shows the difference");
        api.MapGet("/spaces/{space}/history", ListHistoryAsync).Needs(Verb.View).Produces<Page<AuditAnswer>>().WithSummary("Lists who did what, the newest first");
    }

    public static IResult Json<T>(T answer, int status = 200) => Results.Json(answer, RequestBody.Json, statusCode: status);

    public static IResult Revision(HttpContext context, Revision revision, int status)
    {
        context.Response.Headers.ETag = $"\"{revision.Id}\"";
        if (status == 201)
        {
            context.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/api/v1/spaces/{revision.Space}/revisions/{revision.Number}");
        }

        return Json(RevisionAnswer.Of(revision), status);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ServerStore store)
    {
        var paging = Paging.Of(context);
        var found = await FindSeenAsync(RequestAccess.Of(context), store, paging.Cursor ?? "", paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        return Json(paging.PageOf(found, SpaceAnswer.Of, static space => space.Name));
    }

    // Those that the caller may not view are not there, on no page.
    private static async Task<IReadOnlyList<Space>> FindSeenAsync(RequestAccess access, ServerStore store, string after, int wanted, CancellationToken cancellationToken)
    {
        var seen = new List<Space>();
        while (true)
        {
            var found = await store.Spaces.ListAsync(after, wanted, cancellationToken).ConfigureAwait(false);
            seen.AddRange(found.Where(space => access.Sees(space.Name)).Take(wanted - seen.Count));
            if (found.Length < wanted || seen.Count == wanted)
            {
                return seen;
            }

            after = found[^1].Name;
        }
    }

    private static async Task<IResult> GetAsync(HttpContext context, string space, ServerStore store)
    {
        var found = await store.Spaces.FindAsync(space, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.UnknownSpace(space);
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{found.Epoch}:{found.Head}\"");
        return Json(SpaceAnswer.Of(found));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, string space, ServerStore store)
    {
        var (body, key) = await RequestBody.ReadAsync<SpaceRequest>(context).ConfigureAwait(false);
        Check(body);
        await store.Spaces.CreateAsync(SpaceName.Check(space), body.Description ?? "", body.RequiredApprovals ?? 0, Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false);
        return Json(SpaceAnswer.Of((await store.Spaces.FindAsync(space, context.RequestAborted).ConfigureAwait(false))!), 201);
    }

    private static async Task<IResult> ConfigureAsync(HttpContext context, string space, ServerStore store)
    {
        var (body, key) = await RequestBody.ReadAsync<SpaceRequest>(context).ConfigureAwait(false);
        Check(body);
        await store.Spaces.ConfigureAsync(space, body.Description, body.RequiredApprovals, Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false);
        return await GetAsync(context, space, store).ConfigureAwait(false);
    }

    private static async Task<IResult> ListRevisionsAsync(HttpContext context, string space, ServerStore store)
    {
        var paging = Paging.Of(context);
        await RequireAsync(store, space, context.RequestAborted).ConfigureAwait(false);
        var found = await store.Revisions.ListAsync(space, paging.Before, paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        return Json(paging.PageOf(found, RevisionAnswer.Of, static revision => revision.Number.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> GetRevisionAsync(HttpContext context, string space, long revision, Publisher publisher) =>
        Revision(context, await publisher.RevisionAsync(space, revision, context.RequestAborted).ConfigureAwait(false), 200);

    private static async Task<IResult> GetFilesAsync(HttpContext context, string space, long revision, Publisher publisher, ServerStore store, FileRights rights)
    {
        var found = await publisher.RevisionAsync(space, revision, context.RequestAborted).ConfigureAwait(false);
        var content = await store.Contents.FindAsync(found.Content, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.UnknownRevision(space, revision);
        await rights.RequireAsync(context, space, content.Hash).ConfigureAwait(false);
        context.Response.Headers.ETag = $"\"{content.Hash}\"";
        return Json(FileBodies.ToAnswer(content));
    }

    private static async Task<IResult> ImportAsync(HttpContext context, string space, ServerStore store, Publisher publisher, ChangeRights rights)
    {
        var (body, key) = await RequestBody.ReadAsync<ImportRequest>(context).ConfigureAwait(false);
        var access = RequestAccess.Of(context);
        var content = FileBodies.ToContent(body.Files);
        var expected = RequestBody.HeadOf(context);
        access.Require(new AccessQuestion(Verb.Edit, space));
        if (!access.May(AccessQuestion.Whole(Verb.Publish, space)))
        {
            var head = await publisher.HeadAsync(space, context.RequestAborted).ConfigureAwait(false);
            expected = SeenHead.Decided(expected, head);
            await store.Contents.SaveAsync(content, context.RequestAborted).ConfigureAwait(false);
            await rights.RequireAsync(access, Verb.Publish, space, head.Content, content.Hash, context.RequestAborted).ConfigureAwait(false);
        }

        var revision = await publisher.ImportAsync(space, content, expected, Message(body.Message), Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false);
        return Revision(context, revision, 201);
    }

    private static async Task<IResult> RollBackAsync(HttpContext context, string space, Publisher publisher, ContentCheck check, ChangeRights rights)
    {
        var (body, key) = await RequestBody.ReadAsync<RollbackRequest>(context).ConfigureAwait(false);
        var access = RequestAccess.Of(context);
        if (context.Request.Query["dryRun"] == "true")
        {
            var target = await publisher.RevisionAsync(space, body.To, context.RequestAborted).ConfigureAwait(false);
            var head = await publisher.HeadAsync(space, context.RequestAborted).ConfigureAwait(false);
            context.Response.Headers.ETag = $"\"{head.Id}\"";
            return Json((await check.CompareAsync(head.Content, target.Content, context.RequestAborted).ConfigureAwait(false)).SeenBy(access, space).ToJson());
        }

        var expected = RequestBody.HeadOf(context);
        if (!access.May(AccessQuestion.Whole(Verb.Rollback, space)))
        {
            var target = await publisher.RevisionAsync(space, body.To, context.RequestAborted).ConfigureAwait(false);
            var head = await rights.RequireOfRolloutAsync(access, Verb.Rollback, space, context.RequestAborted).ConfigureAwait(false);
            expected = SeenHead.Decided(expected, head);
            await rights.RequireAsync(access, Verb.Rollback, space, head.Content, target.Content, context.RequestAborted).ConfigureAwait(false);
        }

        return Revision(context, await publisher.RollBackAsync(space, body.To, expected, Message(body.Message), Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false), 201);
    }

    private static async Task<IResult> ListHistoryAsync(HttpContext context, string space, ServerStore store)
    {
        var paging = Paging.Of(context);
        await RequireAsync(store, space, context.RequestAborted).ConfigureAwait(false);
        var found = await store.Audit.ListAsync(space, paging.Before, paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        return Json(paging.PageOf(found, AuditAnswer.Of, static entry => entry.Number.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>A text for people, of a bearable length.</summary>
    public static string Message(string? text) => text switch
    {
        null => "",
        { Length: > MostText } => throw Refusal.BadRequest($"a text is longer than {MostText} characters", "say it shorter"),
        _ when text.Any(static character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')) => throw Refusal.BadRequest("a text has control characters", "leave them out"),
        _ => text,
    };

    public static async Task RequireAsync(ServerStore store, string space, CancellationToken cancellationToken) =>
        _ = await store.Spaces.FindAsync(space, cancellationToken).ConfigureAwait(false) ?? throw Refusal.UnknownSpace(space);

    private static void Check(SpaceRequest request)
    {
        Message(request.Description);
        if (request.RequiredApprovals is < 0 or > MostApprovals)
        {
            throw Refusal.BadRequest($"requiredApprovals {request.RequiredApprovals} is out of range", $"write a number from 0 to {MostApprovals}");
        }
    }
}
