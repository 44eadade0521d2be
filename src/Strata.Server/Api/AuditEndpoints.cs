using System.Globalization;
using System.Text.Json;
using Strata.Auditing;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Api;

/// <summary>The audit log: who did what, for whoever has to answer for it, and whether anybody changed it.</summary>
internal static class AuditEndpoints
{
    private const int Page = 500;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/audit", ListAsync).NeedsEverywhere(Verb.Manage).WithSummary("Lists the rows of the audit log, chain by chain, the oldest first; space= only those of it, none=true those of no space");
        api.MapGet("/audit/verify", VerifyAsync).NeedsEverywhere(Verb.Manage).Produces<AuditVerdict>().WithSummary("Computes every hash of the audit log again, and says where it is broken, and where each chain ends");
    }

    private static async Task ListAsync(HttpContext context, ServerStore store)
    {
        var paging = Paging.Of(context);
        var found = await store.Audit.ListChainsAsync(ChainOf(context), PlaceOf(paging.Cursor), paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = RequestBody.Json.Encoder }))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var row in found.Take(paging.Limit))
            {
                row.Write(json);
            }

            json.WriteEndArray();
            if (found.Length > paging.Limit)
            {
                var last = found[paging.Limit - 1];
                json.WriteString("next", string.Create(CultureInfo.InvariantCulture, $"{last.Space}:{last.Number}"));
            }

            json.WriteEndObject();
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(stream.GetBuffer().AsMemory(0, (int)stream.Length), context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, ServerStore store)
    {
        var chain = new AuditChain();
        var space = ChainOf(context);
        AuditBreak? broken = null;
        var after = (Space: "", Number: 0L);
        while (broken is null)
        {
            var rows = await store.Audit.ListChainsAsync(space, after, Page, context.RequestAborted).ConfigureAwait(false);
            foreach (var row in rows)
            {
                if (chain.Follow(row) is { } problem)
                {
                    broken = new AuditBreak(row.Space, row.Number, problem);
                    break;
                }
            }

            if (rows.Length < Page)
            {
                break;
            }

            after = (rows[^1].Space, rows[^1].Number);
        }

        return SpaceEndpoints.Json(new AuditVerdict(broken is null, chain.Rows, broken, [.. chain.Heads.Select(static head => new AuditChainEnd(head.Key, head.Value.Number, head.Value.Hash))]));
    }

    private static string? ChainOf(HttpContext context) =>
        context.Request.Query["space"].ToString() is { Length: > 0 } space ? SpaceName.Check(space)
        : context.Request.Query["none"] == "true" ? StoredAudit.NoSpace
        : null;

    private static (string Space, long Number) PlaceOf(string? cursor)
    {
        if (cursor is null)
        {
            return ("", 0);
        }

        var colon = cursor.LastIndexOf(':');
        return colon >= 0 && long.TryParse(cursor.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (cursor[..colon], number)
            : throw Refusal.BadRequest("the cursor is none", "send what the page before had as next");
    }
}

/// <summary>Whether an audit log is as it was written.</summary>
internal sealed record AuditVerdict(bool Valid, long Rows, AuditBreak? Broken, IReadOnlyList<AuditChainEnd> Chains);

/// <summary>The first row that is not as it was written.</summary>
internal sealed record AuditBreak(string Space, long Number, string Problem);

/// <summary>The last row of a chain.</summary>
internal sealed record AuditChainEnd(string Space, long Number, string Hash);
