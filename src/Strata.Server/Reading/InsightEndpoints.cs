using System.Collections.Immutable;
using Strata.Explanations;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Contents;
using Strata.Server.Observing;
using Strata.Server.Publishing;
using Strata.Server.Signing;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Values;

namespace Strata.Server.Reading;

/// <summary>What is asked about configurations: where values come from, how two differ, what is wrong, and snapshots by their hashes.</summary>
internal static class InsightEndpoints
{
    private const string Immutable = "max-age=31536000, immutable";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/spaces/{space}/types", TypesAsync).Needs(Verb.View).WithSummary("Lists the types that the overrides of the head name");
        api.MapGet("/spaces/{space}/explanations/{type}", ExplainAsync).Needs(Verb.View).WithSummary("Tells where a value comes from (path=...), or every value, as strata explain -o json");
        api.MapGet("/spaces/{space}/difference", DiffAsync).Needs(Verb.View).WithSummary("Compares two resolutions (left=, right=: TYPE[,environment=E][,tenant=T][,context=C][,fact.K=V][,revision=N]), as strata diff -o json");
        api.MapGet("/spaces/{space}/validation", ValidateAsync).Needs(Verb.View).WithSummary("Checks the head in every context that is deployed, as strata validate -o json");
        api.MapGet("/spaces/{space}/snapshots/{hash:length(64)}", SnapshotAsync).Needs(Verb.View).WithSummary("Gives a snapshot by the SHA-256 of its bytes, for ever the same, signed");
    }

    private static async Task<IResult> TypesAsync(HttpContext context, string space, ConfigurationReader reader, ContentCache contents)
    {
        var revision = await reader.RevisionAsync(space, context.Request.Query, context.RequestAborted).ConfigureAwait(false);
        using var lease = await contents.TakeAsync(revision.Content, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(lease.Content.Overrides.Types);
    }

    private static async Task<IResult> ExplainAsync(HttpContext context, string space, string type, ConfigurationReader reader, ContentCache contents, SnapshotCache snapshots, RenderGate gate, ServerMeter meter, Reveals reveals)
    {
        var access = RequestAccess.Of(context);
        var query = ResolutionQuery.Read(type, context.Request.Query).For(access, space);
        var revision = await reader.RevisionAsync(space, context.Request.Query, context.RequestAborted).ConfigureAwait(false);
        using var lease = await contents.TakeAsync(reader.ContentOf(revision, query), context.RequestAborted).ConfigureAwait(false);
        var path = context.Request.Query["path"].ToString();
        var parsed = ConfigPath.Root;
        if (path.Length > 0 && !ConfigPath.TryParse(path, out parsed))
        {
            throw Refusal.BadRequest($"\"{path}\" is no path", "write database.postgresql.host, services[0].name, or a JSON Pointer");
        }

        RequirePath(access, space, query, parsed);

        var shape = await gate.RunAsync<ConfigNode?>(
            () => meter.Resolve<ConfigNode?>(ResolveCause.Explain, () =>
            {
                var now = snapshots.TimeOf(lease.Content, query);
                return parsed.IsRoot ? ExplanationShape.Of(SnapshotRenderer.Resolve(lease.Content, query, now), query.Reveals)
                    : SnapshotRenderer.ResolveWhole(lease.Content, query, now).Explain(parsed) is { } explanation ? ExplanationShape.Of(explanation, query.Reveals)
                    : null;
            }),
            context.RequestAborted).ConfigureAwait(false);
        if (shape is not null && query.Reveals)
        {
            await reveals.RecordAsync(context, space, query, lease.Content.Hash, context.RequestAborted).ConfigureAwait(false);
        }

        Say(context, revision);
        return shape is null ? throw Refusal.Unknown("path", path) : SpaceEndpoints.Json(ReportShape.Json(shape));
    }

    private static async Task<IResult> DiffAsync(HttpContext context, string space, ConfigurationReader reader, ContentCache contents, SnapshotCache snapshots, RenderGate gate, ServerMeter meter)
    {
        var access = RequestAccess.Of(context);
        var sides = ImmutableArray.CreateBuilder<(ResolutionQuery Query, ContentLease Lease)>(2);
        try
        {
            foreach (var name in new[] { "left", "right" })
            {
                var side = DiffSide.Read(name, context.Request.Query[name].ToString());
                var revision = await reader.RevisionAsync(space, side.Address, context.RequestAborted).ConfigureAwait(false);
                var query = side.Query.For(access, space);
                sides.Add((query, await contents.TakeAsync(reader.ContentOf(revision, query), context.RequestAborted).ConfigureAwait(false)));
            }

            var (left, right) = (sides[0], sides[1]);
            var shape = await gate.RunAsync(
                () => meter.Resolve(ResolveCause.Explain, () => ChangeShape.Of(
                    SnapshotRenderer.Resolve(left.Lease.Content, left.Query, snapshots.TimeOf(left.Lease.Content, left.Query))
                        .DiffTo(SnapshotRenderer.Resolve(right.Lease.Content, right.Query, snapshots.TimeOf(right.Lease.Content, right.Query))),
                    reveal: false)),
                context.RequestAborted).ConfigureAwait(false);
            return SpaceEndpoints.Json(ReportShape.Json(shape));
        }
        finally
        {
            foreach (var (_, lease) in sides)
            {
                lease.Dispose();
            }
        }
    }

    private static async Task<IResult> ValidateAsync(HttpContext context, string space, ConfigurationReader reader, ContentCheck check)
    {
        // It goes through every context.
        RequestAccess.Of(context).Require(AccessQuestion.Whole(Verb.View, space));
        var revision = await reader.RevisionAsync(space, context.Request.Query, context.RequestAborted).ConfigureAwait(false);
        Say(context, revision);
        return SpaceEndpoints.Json(ReportShape.Validation(await check.ValidateAsync(revision.Content, context.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task SnapshotAsync(HttpContext context, string space, string hash, SnapshotCache snapshots, ServerStore store, SnapshotSigner signer)
    {
        var origin = await store.Snapshots.FindAsync(space, hash, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.Unknown("snapshot", hash);
        var query = ResolutionQuery.ReadBack(origin.Recipe);
        if (!query.For(RequestAccess.Of(context), space).Visible.Covers(query.Visible))
        {
            throw Refusal.Unknown("snapshot", hash);
        }

        var (snapshot, _, _, _) = await snapshots.GetAsync(origin.Content, query, SnapshotRenderer.CanonicalFormat, context.RequestAborted).ConfigureAwait(false);
        if (snapshot.Hash != hash)
        {
            // Another release of the server, or other keys, made other bytes of the same: whoever asked for these must not get those.
            throw Refusal.Gone($"snapshot {hash} cannot be made again: its bytes would be {snapshot.Hash}");
        }

        var compressed = ConfigurationEndpoint.AcceptsGzip(context) ? snapshot.Compressed : null;
        context.Response.Headers.ETag = compressed is null ? snapshot.ETag : snapshot.CompressedETag;

        // A cache that several share would give it to those who may not have it.
        context.Response.Headers.CacheControl = RequestAccess.Of(context).IsOpen ? $"public, {Immutable}" : $"private, {Immutable}";
        context.Response.Headers.Vary = "Accept-Encoding";
        context.Response.Headers["Strata-Signature"] = await signer.SignAsync(space, hash, context.RequestAborted).ConfigureAwait(false);
        await ConfigurationEndpoint.WriteAsync(context, snapshot, compressed).ConfigureAwait(false);
    }

    // The story of a value tells what stands beneath it too, and what it was made of.
    private static void RequirePath(RequestAccess access, string space, ResolutionQuery query, ConfigPath path)
    {
        var (environment, tenant) = query.IgnoresConditions ? ("*", "*") : (query.Environment, query.Tenant ?? "");
        if (!path.IsRoot && !query.Visible.Covers(path))
        {
            access.Require(new AccessQuestion(Verb.View, space, environment, tenant, path.ToString()));
        }

        if (query.Reveals && !query.Revealed.Covers(path))
        {
            access.Require(new AccessQuestion(Verb.ViewSecrets, space, environment, tenant, path.IsRoot ? "*" : path.ToString()));
        }
    }

    private static void Say(HttpContext context, Revision revision)
    {
        context.Response.Headers[ConfigurationEndpoint.RevisionHeader] = revision.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers[ConfigurationEndpoint.EpochHeader] = revision.Epoch;
    }
}
