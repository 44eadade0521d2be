using System.Collections.Immutable;
using Strata.Explanations;
using Strata.Server.Api;
using Strata.Server.Contents;
using Strata.Server.Publishing;
using Strata.Server.Signing;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Values;

namespace Strata.Server.Reading;

/// <summary>What is asked about configurations: where values come from, how two differ, what is wrong, and snapshots by their hashes.</summary>
internal static class InsightEndpoints
{
    private const string Immutable = "public, max-age=31536000, immutable";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/spaces/{space}/types", TypesAsync).WithSummary("Lists the types that the overrides of the head name");
        api.MapGet("/spaces/{space}/explanations/{type}", ExplainAsync).WithSummary("Tells where a value comes from (path=...), or every value, as strata explain -o json");
        api.MapGet("/spaces/{space}/difference", DiffAsync).WithSummary("Compares two resolutions (left=, right=: TYPE[,environment=E][,tenant=T][,context=C][,fact.K=V][,revision=N]), as strata diff -o json");
        api.MapGet("/spaces/{space}/validation", ValidateAsync).WithSummary("Checks the head in every context that is deployed, as strata validate -o json");
        api.MapGet("/spaces/{space}/snapshots/{hash:length(64)}", SnapshotAsync).WithSummary("Gives a snapshot by the SHA-256 of its bytes, for ever the same, signed");
    }

    private static async Task<IResult> TypesAsync(HttpContext context, string space, ConfigurationReader reader, ContentCache contents)
    {
        var revision = await reader.RevisionAsync(space, context.Request.Query, context.RequestAborted).ConfigureAwait(false);
        using var lease = await contents.TakeAsync(revision.Content, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(lease.Content.Overrides.Types);
    }

    private static async Task<IResult> ExplainAsync(HttpContext context, string space, string type, ConfigurationReader reader, ContentCache contents, SnapshotCache snapshots, RenderGate gate)
    {
        var query = ResolutionQuery.Read(type, context.Request.Query);
        var revision = await reader.RevisionAsync(space, context.Request.Query, context.RequestAborted).ConfigureAwait(false);
        using var lease = await contents.TakeAsync(reader.ContentOf(revision, query), context.RequestAborted).ConfigureAwait(false);
        var path = context.Request.Query["path"].ToString();
        if (path.Length > 0 && !ConfigPath.TryParse(path, out _))
        {
            throw Refusal.BadRequest($"\"{path}\" is no path", "write database.postgresql.host, services[0].name, or a JSON Pointer");
        }

        var shape = await gate.RunAsync<ConfigNode?>(
            () =>
            {
                var configuration = SnapshotRenderer.Resolve(lease.Content, query, snapshots.TimeOf(lease.Content, query));
                return path.Length == 0 ? ExplanationShape.Of(configuration, query.Reveals)
                    : configuration.Explain(path) is { } explanation ? ExplanationShape.Of(explanation, query.Reveals)
                    : null;
            },
            context.RequestAborted).ConfigureAwait(false);
        Say(context, revision);
        return shape is null ? throw Refusal.Unknown("path", path) : SpaceEndpoints.Json(ReportShape.Json(shape));
    }

    private static async Task<IResult> DiffAsync(HttpContext context, string space, ConfigurationReader reader, ContentCache contents, SnapshotCache snapshots, RenderGate gate)
    {
        var sides = ImmutableArray.CreateBuilder<(ResolutionQuery Query, ContentLease Lease)>(2);
        try
        {
            foreach (var name in new[] { "left", "right" })
            {
                var side = DiffSide.Read(name, context.Request.Query[name].ToString());
                var revision = await reader.RevisionAsync(space, side.Address, context.RequestAborted).ConfigureAwait(false);
                sides.Add((side.Query, await contents.TakeAsync(reader.ContentOf(revision, side.Query), context.RequestAborted).ConfigureAwait(false)));
            }

            var (left, right) = (sides[0], sides[1]);
            var shape = await gate.RunAsync(
                () => ChangeShape.Of(
                    SnapshotRenderer.Resolve(left.Lease.Content, left.Query, snapshots.TimeOf(left.Lease.Content, left.Query))
                        .DiffTo(SnapshotRenderer.Resolve(right.Lease.Content, right.Query, snapshots.TimeOf(right.Lease.Content, right.Query))),
                    reveal: false),
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
        var revision = await reader.RevisionAsync(space, context.Request.Query, context.RequestAborted).ConfigureAwait(false);
        Say(context, revision);
        return SpaceEndpoints.Json(ReportShape.Validation(await check.ValidateAsync(revision.Content, context.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task SnapshotAsync(HttpContext context, string space, string hash, SnapshotCache snapshots, ServerStore store, SnapshotSigner signer)
    {
        var origin = await store.Snapshots.FindAsync(space, hash, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.Unknown("snapshot", hash);
        var (snapshot, _, _, _) = await snapshots.GetAsync(origin.Content, ResolutionQuery.ReadBack(origin.Recipe), SnapshotRenderer.CanonicalFormat, context.RequestAborted).ConfigureAwait(false);
        if (snapshot.Hash != hash)
        {
            // Another release of the server, or other keys, made other bytes of the same: whoever asked for these must not get those.
            throw Refusal.Gone($"snapshot {hash} cannot be made again: its bytes would be {snapshot.Hash}");
        }

        var compressed = ConfigurationEndpoint.AcceptsGzip(context) ? snapshot.Compressed : null;
        context.Response.Headers.ETag = compressed is null ? snapshot.ETag : snapshot.CompressedETag;
        context.Response.Headers.CacheControl = Immutable;
        context.Response.Headers.Vary = "Accept-Encoding";
        context.Response.Headers["Strata-Signature"] = await signer.SignAsync(space, hash, context.RequestAborted).ConfigureAwait(false);
        await ConfigurationEndpoint.WriteAsync(context, snapshot, compressed).ConfigureAwait(false);
    }

    private static void Say(HttpContext context, Revision revision)
    {
        context.Response.Headers[ConfigurationEndpoint.RevisionHeader] = revision.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers[ConfigurationEndpoint.EpochHeader] = revision.Epoch;
    }
}
