using System.Text.Json.Nodes;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Edge;
using Strata.Server.Redis;
using Strata.Server.Stores;
using Strata.Server.Watching;

namespace Strata.Server.Hosting;

/// <summary>Whether the server lives, has begun, and should get requests.</summary>
internal sealed class ServerHealth(ServerStore store, HeadTail heads, Heartbeats watchers, ServerSettings settings, IHostApplicationLifetime lifetime, IServiceProvider services)
{
    // Heads are looked at every few seconds; so often it may fail before others should be asked.
    private const int MissedLooks = 5;

    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", static () => SpaceEndpoints.Json(new { status = "live" })).Open("a probe has no account, and learns nothing of what is served").WithSummary("Answers for as long as the process can");
        app.MapGet("/health/startup", static (ServerHealth health) => health.Startup()).Open("a probe has no account, and learns nothing of what is served").WithSummary("Says whether the store has been read once");
        app.MapGet("/health/ready", static (ServerHealth health) => health.ReadyAsync()).Open("a probe has no account, and learns nothing of what is served").WithSummary("Says whether this replica should get requests, and how its parts are");
    }

    private IResult Startup() => heads.Age is null ? SpaceEndpoints.Json(new { status = "starting" }, 503) : SpaceEndpoints.Json(new { status = "started" });

    private async Task<IResult> ReadyAsync()
    {
        var parts = new JsonObject
        {
            ["store"] = new JsonObject { ["kind"] = store.Database.SystemName, ["state"] = store.Meter.IsUp ? "up" : "down", ["lastReadSeconds"] = heads.Age?.TotalSeconds },
            ["watchers"] = watchers.Count,
            ["keys"] = new JsonObject { ["files"] = settings.KeyFiles.Count, ["readable"] = settings.KeyFiles.Count(IsReadable) },
        };
        if (services.GetService<ServedCertificate>() is { } certificate)
        {
            var left = certificate.ExpiresAt - store.Time.GetUtcNow();
            parts["certificate"] = new JsonObject { ["expiresAt"] = certificate.ExpiresAt.ToUniversalTime(), ["state"] = left <= TimeSpan.Zero ? "expired" : left < Soon ? "expiring" : "valid" };
        }

        if (services.GetService<RedisConnection>() is { } redis)
        {
            // Without it everything takes longer, and nothing is wrong.
            parts["redis"] = await redis.AnswersAsync().ConfigureAwait(false) ? "up" : "down";
        }

        var status = lifetime.ApplicationStopping.IsCancellationRequested ? "stopping"
            : heads.Age is not { } age ? "starting"
            : age > settings.PollInterval * MissedLooks ? "stale"
            : "ready";
        parts["status"] = status;

        // A replica that cannot read the store serves what it knows. If it were taken out of service for that, so were all others, at the same moment.
        return SpaceEndpoints.Json(parts, status is "ready" or "stale" ? 200 : 503);
    }

    private static bool IsReadable(string file)
    {
        try
        {
            using (File.OpenHandle(file))
            {
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
