using System.Collections.Immutable;
using Strata.Server.Publishing;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Observing;

/// <summary>How something ended, as labels say it.</summary>
internal static class Outcomes
{
    public const string Ok = "ok";

    /// <summary>What was asked for was refused: it was stale, missing, or not allowed.</summary>
    public const string Refused = "refused";

    /// <summary>The configuration was bad.</summary>
    public const string Invalid = "invalid";

    /// <summary>The store was not reached.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Whoever asked gave up.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>A fault of the server's own, or of what it stands on.</summary>
    public const string Failed = "failed";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = [Ok, Refused, Invalid, Unreachable, Cancelled, Failed];

    /// <summary>How something ended that threw; null for what threw nothing.</summary>
    public static string Of(Exception? exception) => exception switch
    {
        null => Ok,
        InvalidContentException or RefusalException { Validation: not null } => Invalid,
        RefusalException { Status: 503 } or StoreException { IsUnreachable: true } => Unreachable,
        RefusalException or StaleDraftException => Refused,
        OperationCanceledException => Cancelled,
        _ => Failed,
    };
}
