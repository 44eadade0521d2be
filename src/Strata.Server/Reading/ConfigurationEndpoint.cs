using System.Globalization;
using Strata.Server.Access;
using Strata.Server.Observing;
using Strata.Server.Spaces;
using Strata.Server.Watching;

namespace Strata.Server.Reading;

/// <summary><c>GET /api/v1/spaces/{space}/configurations/{type}</c>: what services read, at start and after each event.</summary>
internal sealed class ConfigurationEndpoint(ConfigurationReader reader, HeadTail heads, SnapshotRecords records, Reveals reveals, ServerSettings settings, ServerMeter meter, TimeProvider time)
{
    /// <summary>Says which revision an answer was made from.</summary>
    public const string RevisionHeader = "Strata-Revision";

    /// <summary>Says of which life of the store that revision is.</summary>
    public const string EpochHeader = "Strata-Epoch";

    /// <summary>Says the SHA-256 of the canonical content, by which the snapshot can be had.</summary>
    public const string HashHeader = "Strata-Content-Sha256";

    // What differs from one who asks the same to another: their answers are not worth keeping.
    private static readonly string[] PassingParameters = ["minRevision", "epoch", Reveals.ReasonParameter];

    public async Task GetAsync(HttpContext context)
    {
        var space = (string)context.Request.RouteValues["space"]!;
        var type = (string)context.Request.RouteValues["type"]!;
        var feed = await heads.GetAsync(space, context.RequestAborted).ConfigureAwait(false);
        var served = feed.Now;

        // The same address gives the same bytes for as long as the head is the same, to whoever takes them.
        var address = $"{type}{context.Request.QueryString.Value}";
        if (NamedFormatOf(context) is not null && served.TryGetAnswer(address, out var kept) && kept.Query.MaySeeAll(RequestAccess.Of(context), space))
        {
            meter.AnswerHits.Add();
            await SendAsync(context, space, kept.Query, served.Revision, served.Number, kept.Snapshot, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        meter.AnswerMisses.Add();

        // Only what is not at hand can take long enough to need a limit.
        using var limit = new CancellationTokenSource(settings.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            await AnswerAsync(context, space, type, address, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw Refusal.Overloaded();
        }
    }

    private async Task AnswerAsync(HttpContext context, string space, string type, string address, CancellationToken cancellationToken)
    {
        var query = ResolutionQuery.Read(type, context.Request.Query).For(RequestAccess.Of(context), space);
        var format = FormatOf(context);
        if (context.Request.Query.ContainsKey("revision"))
        {
            var past = await reader.RevisionAsync(space, context.Request.Query, cancellationToken).ConfigureAwait(false);
            var found = (await reader.ReadAsync(past, query, format, cancellationToken).ConfigureAwait(false)).Snapshot;
            await SendAsync(context, space, query, past, past.Number.ToString(CultureInfo.InvariantCulture), found, cancellationToken).ConfigureAwait(false);
            return;
        }

        var served = await reader.HeadAsync(space, context.Request.Query, cancellationToken).ConfigureAwait(false);
        var answer = await reader.ReadAsync(served.Revision, query, format, cancellationToken).ConfigureAwait(false);
        var isRecorded = query.Reveals || await records.RecordAsync(served.Revision, answer, cancellationToken).ConfigureAwait(false);
        if (isRecorded && !answer.ChangesWithTime && query.Visible.IsAll && query.Revealed.IsAll && !PassingParameters.Any(context.Request.Query.ContainsKey) && format == NamedFormatOf(context))
        {
            served.Keep(address, new KeptAnswer(query, answer.Snapshot));
        }

        await SendAsync(context, space, query, served.Revision, served.Number, answer.Snapshot, cancellationToken).ConfigureAwait(false);
    }

    // Secrets are sent only once it is written down who sees them.
    private async Task SendAsync(HttpContext context, string space, ResolutionQuery query, Revision revision, string number, RenderedSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (query.Reveals && !IsKnown(context, snapshot))
        {
            await reveals.RecordAsync(context, space, query, revision.Hash, cancellationToken).ConfigureAwait(false);
        }

        await SendAsync(context, revision.Epoch, number, snapshot).ConfigureAwait(false);
    }

    /// <summary>Sends a snapshot, or that it has not changed.</summary>
    private static Task SendAsync(HttpContext context, string epoch, string revision, RenderedSnapshot snapshot)
    {
        var response = context.Response;
        var compressed = AcceptsGzip(context) ? snapshot.Compressed : null;
        var tag = compressed is null ? snapshot.ETag : snapshot.CompressedETag;
        var headers = response.Headers;
        headers.ETag = tag;
        headers.CacheControl = "no-cache";
        headers.Vary = "Accept, Accept-Encoding";
        headers[RevisionHeader] = revision;
        headers[EpochHeader] = epoch;
        headers[HashHeader] = snapshot.Hash;
        if (IsKnown(context, snapshot))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (snapshot.Warnings > 0)
        {
            headers["Strata-Warnings"] = snapshot.Warnings.ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, snapshot, compressed);
    }

    /// <summary>Writes the bytes of a snapshot.</summary>
    public static Task WriteAsync(HttpContext context, RenderedSnapshot snapshot, byte[]? compressed)
    {
        var response = context.Response;
        var body = compressed ?? snapshot.Body;
        if (compressed is not null)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentType = snapshot.ContentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.BodyWriter.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static bool AcceptsGzip(HttpContext context) => context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    /// <summary>The format that a request asks for, by its address, or else by what it accepts.</summary>
    public static string FormatOf(HttpContext context) => NamedFormatOf(context)
        ?? (context.Request.Headers.Accept.ToString() is { Length: > 0 } accept && !accept.Contains("json", StringComparison.OrdinalIgnoreCase) && accept.Contains("yaml", StringComparison.OrdinalIgnoreCase)
            ? "yaml"
            : SnapshotRenderer.CanonicalFormat);

    private static string? NamedFormatOf(HttpContext context) =>
        context.Request.Query.TryGetValue("format", out var format) ? format.ToString()
        : context.Request.Headers.Accept.Count == 0 || context.Request.Headers.Accept == "*/*" || context.Request.Headers.Accept == "application/json" ? SnapshotRenderer.CanonicalFormat
        : null;

    private static bool IsKnown(HttpContext context, RenderedSnapshot snapshot) => context.Request.Headers.IfNoneMatch is { Count: > 0 } known && Holds(known, snapshot);

    // Either kind of bytes may be what the caller has, and both say that nothing changed.
    private static bool Holds(Microsoft.Extensions.Primitives.StringValues known, RenderedSnapshot snapshot)
    {
        foreach (var value in known)
        {
            if (value is null)
            {
                continue;
            }

            if (value == snapshot.ETag || value == snapshot.CompressedETag || value == "*")
            {
                return true;
            }

            foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
            {
                var tag = part.StartsWith("W/", StringComparison.Ordinal) ? part[2..] : part;
                if (tag == snapshot.ETag || tag == snapshot.CompressedETag)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
