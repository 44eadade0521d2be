using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Observing;
using Strata.Server.Spaces;

namespace Strata.Server.Watching;

/// <summary>
/// Tells of new heads: as server-sent events, or to one request after another. An event never carries values, and the newest stands for all before
/// it, so that nothing piles up for who is slow.
/// </summary>
internal sealed class WatchEndpoints(HeadTail heads, Heartbeats heartbeats, ServerSettings settings, ServerMeter meter, TimeProvider time, WatchedCredentials? credentials = null)
{
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    /// <summary><c>GET /api/v1/spaces/{space}/events</c>: server-sent events.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        var feed = await heads.GetAsync((string)context.Request.RouteValues["space"]!, context.RequestAborted).ConfigureAwait(false);
        var resume = ResumePoint.Of(context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : context.Request.Query["lastEventId"].ToString());
        await RequireKnownAsync(feed, resume, context.RequestAborted).ConfigureAwait(false);
        var watcher = new Watcher();

        // First in the list, then a look at the head: what comes between is seen twice at worst, and missed never.
        var lane = heartbeats.Enter(watcher) ?? throw Refusal.Overloaded();
        var shown = credentials?.Enter(context, watcher);
        feed.Watchers.Add(watcher);
        var gone = context.RequestAborted.UnsafeRegister(static state => ((Watcher)state!).Signal(WatchSignals.Gone), watcher);
        try
        {
            Begin(context);
            await WriteEventsAsync(context, feed, watcher, resume).ConfigureAwait(false);
        }
        finally
        {
            await gone.DisposeAsync().ConfigureAwait(false);
            feed.Watchers.Remove(watcher);
            heartbeats.Leave(lane, watcher);
            if (shown is not null)
            {
                credentials!.Leave(shown, watcher);
            }
        }
    }

    /// <summary><c>GET /api/v1/spaces/{space}/head?after=ID&amp;timeout=SECONDS</c>: the head, when it is another than the one that is known.</summary>
    public async Task<IResult> PollAsync(HttpContext context, string space)
    {
        var feed = await heads.GetAsync(space, context.RequestAborted).ConfigureAwait(false);
        var resume = ResumePoint.Of(context.Request.Query["after"].ToString());
        await RequireKnownAsync(feed, resume, context.RequestAborted).ConfigureAwait(false);
        var timeout = TimeoutOf(context);
        var served = feed.Now;
        if (resume is { } point && point.Number >= served.Revision.Number)
        {
            try
            {
                await served.Replaced.WaitAsync(timeout, time, context.RequestAborted).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return Results.NoContent();
            }

            // What he was allowed when he began to wait he may not be any more.
            served = feed.Now;
            if (!RequestAccess.Of(context).Renewed().Sees(space))
            {
                throw Refusal.UnknownSpace(space);
            }

            if (credentials is not null)
            {
                await credentials.RequireAsync(context).ConfigureAwait(false);
            }
        }

        context.Response.Headers.ETag = $"\"{served.Revision.Id}\"";
        context.Response.Headers.CacheControl = "no-store";
        return SpaceEndpoints.Json(HeadAnswer.Of(served.Revision));
    }

    private static void Begin(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // A proxy that gathers what it passes on would keep events back.
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // Between events nothing is sent at all, which is no sign of a slow reader; writes have a limit of their own.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private async Task WriteEventsAsync(HttpContext context, SpaceFeed feed, Watcher watcher, ResumePoint? resume)
    {
        var told = resume is { } point ? (point.Epoch, point.Number) : ("", -1);
        var served = feed.Now;
        var access = RequestAccess.Of(context);
        var first = told == (served.Revision.Epoch, served.Revision.Number) ? Comment : served.Event;
        told = (served.Revision.Epoch, served.Revision.Number);
        if (!await WriteAsync(context, first).ConfigureAwait(false))
        {
            return;
        }

        while (true)
        {
            var signals = await watcher.WaitAsync().ConfigureAwait(false);
            if ((signals & WatchSignals.Gone) != 0)
            {
                return;
            }

            if ((signals & WatchSignals.Stop) != 0)
            {
                // All would come back at the same moment, to the replicas that are left.
                await WriteAsync(context, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(500, 10_000)}\n\n"))).ConfigureAwait(false);
                return;
            }

            access = access.Renewed();
            if (!access.Sees(served.Revision.Space))
            {
                // What he was allowed when he came he is not any more; when he comes back he is told.
                return;
            }

            served = feed.Now;
            var isNew = told != (served.Revision.Epoch, served.Revision.Number);
            told = (served.Revision.Epoch, served.Revision.Number);
            if (isNew ? !await DeliverAsync(context, served).ConfigureAwait(false) : (signals & WatchSignals.Heartbeat) != 0 && !await WriteAsync(context, Comment).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async ValueTask<bool> DeliverAsync(HttpContext context, Served served)
    {
        using var activity = served.TraceOfDelivery() is var trace && trace != default ? ServerActivity.Begin(ServerActivity.Deliver, trace) : null;
        if (!await WriteAsync(context, served.Event).ConfigureAwait(false))
        {
            return false;
        }

        meter.CountDelivery(time.GetUtcNow() - served.Revision.At);
        return true;
    }

    // Whoever does not read loses the connection, and not the server its memory.
    private async ValueTask<bool> WriteAsync(HttpContext context, byte[] bytes)
    {
        var write = context.Response.BodyWriter.WriteAsync(bytes, CancellationToken.None);
        if (write.IsCompletedSuccessfully)
        {
            return !write.Result.IsCompleted;
        }

        try
        {
            return !(await write.AsTask().WaitAsync(settings.WriteTimeout, time, context.RequestAborted).ConfigureAwait(false)).IsCompleted;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or IOException)
        {
            context.Abort();
            return false;
        }
    }

    // A resume point of another life, or of a future that never was here, is one that nobody can go on from.
    private static async Task RequireKnownAsync(SpaceFeed feed, ResumePoint? resume, CancellationToken cancellationToken)
    {
        if (resume is not { } point || IsKnown(feed.Now.Revision, point))
        {
            return;
        }

        await feed.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var head = feed.Now.Revision;
        if (!IsKnown(head, point))
        {
            throw Refusal.Gone(point.Epoch == head.Epoch
                ? string.Create(CultureInfo.InvariantCulture, $"revision {point.Number} was never served here; the head is {head.Number}")
                : $"epoch {point.Epoch} is over: the store was restored");
        }
    }

    private static bool IsKnown(Revision head, ResumePoint point) => head.Epoch == point.Epoch && point.Number <= head.Number;

    private TimeSpan TimeoutOf(HttpContext context) => ConfigurationTimeout(context) is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, settings.RequestTimeout.TotalSeconds * 0.9)) : settings.RequestTimeout * 0.9;

    private static double? ConfigurationTimeout(HttpContext context) => context.Request.Query["timeout"].ToString() is not { Length: > 0 } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds) ? seconds
        : throw Refusal.BadRequest($"timeout \"{text}\" is no number of seconds", "write timeout=25");
}

/// <summary>What a watcher has seen last: <c>EPOCH:REVISION</c>.</summary>
/// <param name="Epoch">The life of the store.</param>
/// <param name="Number">The revision.</param>
internal readonly record struct ResumePoint(string Epoch, long Number)
{
    /// <summary>Reads one; null where there is none.</summary>
    /// <exception cref="RefusalException">The text is none.</exception>
    public static ResumePoint? Of(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ResumePoint(text[..colon], number)
            : throw Refusal.Gone($"\"{text}\" is no point to resume from");
    }
}
