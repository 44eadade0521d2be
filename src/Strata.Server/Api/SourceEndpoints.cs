using System.ComponentModel;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Api;

/// <summary>From where a space is filled by itself, or to where it is written.</summary>
internal static class SourceEndpoints
{
    private const long LeastSeconds = 5;
    private const long MostSeconds = 7 * 24 * 3600;
    private const long UsualSeconds = 60;

    public static void Map(RouteGroupBuilder api)
    {
        var source = api.MapGroup("/spaces/{space}/source");
        source.MapGet("", GetAsync).Needs(Verb.View).Produces<SourceAnswer>().WithSummary("Shows from where the space is filled by itself, or to where it is written, and what came of it");
        source.MapPut("", SetAsync).NeedsWhole(Verb.Manage).Accepts<SourceRequest>("application/json").Produces<SourceAnswer>(202).WithSummary("Sets it; it begins in the background");
        source.MapDelete("", RemoveAsync).NeedsWhole(Verb.Manage).Produces(204).WithSummary("Takes it away; what was imported stays");
        source.MapPost("/sync", SyncAsync).NeedsWhole(Verb.Manage).Produces<SourceAnswer>(202).WithSummary("Does it now, in the background");
    }

    private static async Task<IResult> GetAsync(HttpContext context, string space, ServerStore store) => SpaceEndpoints.Json(await FindAsync(context, space, store).ConfigureAwait(false));

    private static async Task<IResult> SetAsync(HttpContext context, string space, ServerStore store, ServerSettings settings)
    {
        var (body, key) = await RequestBody.ReadAsync<SourceRequest>(context).ConfigureAwait(false);
        await store.Sources.SetAsync(Checked(space, body, settings), Actor.Of(context), key, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(await FindAsync(context, space, store).ConfigureAwait(false), 202);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string space, ServerStore store)
    {
        await store.Sources.RemoveAsync(space, Actor.Of(context), RequestBody.KeyOf(context), context.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> SyncAsync(HttpContext context, string space, ServerStore store)
    {
        await FindAsync(context, space, store).ConfigureAwait(false);
        await store.Sources.WakeAsync(space, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(await FindAsync(context, space, store).ConfigureAwait(false), 202);
    }

    private static async Task<SourceAnswer> FindAsync(HttpContext context, string space, ServerStore store)
    {
        await SpaceEndpoints.RequireAsync(store, space, context.RequestAborted).ConfigureAwait(false);
        return SourceAnswer.Of(await store.Sources.FindAsync(space, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.Unknown("source of space", space));
    }

    // Whoever may set a source makes the server read and write where it says: only where it was started to.
    private static SpaceSource Checked(string space, SourceRequest request, ServerSettings settings)
    {
        if (request.Direction is not (SourceDirection.Import or SourceDirection.Export))
        {
            throw Refusal.BadRequest($"direction \"{request.Direction}\" is unknown", "write import or export");
        }

        var branch = request.Branch ?? "";
        var directory = (request.Directory ?? "").Trim('/');
        if (branch.StartsWith('-') || branch.Contains("..", StringComparison.Ordinal) || branch.Any(static character => char.IsControl(character) || " ~^:?*[\\".Contains(character, StringComparison.Ordinal)))
        {
            throw Refusal.BadRequest($"\"{branch}\" is no name of a branch", "write main");
        }

        if (directory.Length > 0)
        {
            ContentPath.Check(directory);
        }

        if (request.IntervalSeconds is < LeastSeconds or > MostSeconds)
        {
            throw Refusal.BadRequest($"intervalSeconds {request.IntervalSeconds} is out of range", $"write a number from {LeastSeconds} to {MostSeconds}");
        }

        return settings.AllowsSource(request.Location, branch.Length > 0)
            ? new SpaceSource { Space = space, Direction = request.Direction, Location = request.Location, Branch = branch, Directory = directory, IntervalSeconds = request.IntervalSeconds ?? UsualSeconds }
            : throw Refusal.SourceForbidden(request.Location);
    }
}

internal sealed record SourceRequest(
    [property: Description("import or export")] string Direction,
    [property: Description("An address of git, or the path of a directory of the server's machine")] string Location,
    [property: Description("The branch; absent for a directory")] string? Branch = null,
    [property: Description("The overrides directory within the repository; its root by default")] string? Directory = null,
    [property: Description("How often it is looked at; 60 by default")] long? IntervalSeconds = null);

internal sealed record SourceAnswer(string Space, string Direction, string Location, string? Branch, string? Directory, long IntervalSeconds, string State, string Message, DateTimeOffset? DoneAt, string? Version)
{
    public static SourceAnswer Of(SpaceSource source) => new(
        source.Space, source.Direction, Values.SecretText.MaskUrlPasswords(source.Location), Given(source.Branch), Given(source.Directory), source.IntervalSeconds, source.State, source.Message, source.DoneAt, Given(source.Version));

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
