using System.Net;
using System.Threading.RateLimiting;
using Strata.Server.Access;
using Strata.Server.Observing;
using Strata.Server.Spaces;

namespace Strata.Server.Edge;

/// <summary>
/// How often one may ask: each address before it is known who calls, and each caller after that. Buckets fill again by the second, and those that
/// are full are forgotten. Safe for use from several threads.
/// </summary>
internal sealed class RateLimits : IAsyncDisposable
{
    private const int BurstSeconds = 10;

    // Behind one address there can be a whole cluster.
    private const int CallersOfAnAddress = 20;
    private const int SignInsPerSecond = 2;
    private const int BurstOfSignIns = 30;

    private readonly ServerMeter _meter;
    private readonly PartitionedRateLimiter<HttpContext> _addresses;
    private readonly PartitionedRateLimiter<HttpContext> _callers;
    private readonly PartitionedRateLimiter<HttpContext> _signIns;

    /// <param name="perSecond">How many requests a caller may make in a second, on average.</param>
    /// <param name="meter">Counts what is refused.</param>
    public RateLimits(int perSecond, ServerMeter meter)
    {
        _meter = meter;
        _addresses = Buckets(perSecond * CallersOfAnAddress, perSecond * CallersOfAnAddress * BurstSeconds, AddressOf);
        _callers = Buckets(perSecond, perSecond * BurstSeconds, static context => Caller.Of(context.User)?.Subject ?? AddressOf(context));
        _signIns = Buckets(SignInsPerSecond, BurstOfSignIns, AddressOf);
    }

    /// <summary>Counts a request against the address that it comes from.</summary>
    /// <exception cref="RefusalException">There were too many.</exception>
    public void CountAddress(HttpContext context)
    {
        Count(_addresses, context, "address");
        if (!HttpMethods.IsGet(context.Request.Method) && IsSignIn(context.Request.Path))
        {
            Count(_signIns, context, "sign_in");
        }
    }

    /// <summary>Counts a request against whoever makes it.</summary>
    /// <exception cref="RefusalException">There were too many.</exception>
    public void CountCaller(HttpContext context) => Count(_callers, context, "caller");

    public async ValueTask DisposeAsync()
    {
        await _addresses.DisposeAsync().ConfigureAwait(false);
        await _callers.DisposeAsync().ConfigureAwait(false);
        await _signIns.DisposeAsync().ConfigureAwait(false);
    }

    private void Count(PartitionedRateLimiter<HttpContext> limiter, HttpContext context, string limit)
    {
        using var lease = limiter.AttemptAcquire(context);
        if (!lease.IsAcquired)
        {
            _meter.CountRateLimit(limit);
            throw Refusal.TooManyRequests(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 1);
        }
    }

    private static bool IsSignIn(PathString path) => path.StartsWithSegments("/connect") || path.StartsWithSegments("/account");

    // Whoever has an IPv6 address has a whole network of them.
    private static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address?.ToString() ?? "";
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }

    private static PartitionedRateLimiter<HttpContext> Buckets(int perSecond, int burst, Func<HttpContext, string> keyOf) =>
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(keyOf(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
}
