using Strata.Server.Access;

namespace Strata.Server.Spaces;

/// <summary>Something that is done at a time. What it publishes was frozen when it was asked for. Immutable.</summary>
internal sealed record TimedAction
{
    public required string Id { get; init; }

    public required string Space { get; init; }

    public required string Kind { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When it is too late to do it; null for never.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>When what it publishes is taken back; null for never.</summary>
    public DateTimeOffset? RevertAt { get; init; }

    /// <summary>What it publishes, and for a reversal, what must still be served then.</summary>
    public required string Content { get; init; }

    /// <summary>The revision that must still be the head; null where any may.</summary>
    public long? ExpectedHead { get; init; }

    /// <summary>The revision that a reversal goes back to, or whose rollout is widened.</summary>
    public long? RolloutRevision { get; init; }

    public required string Title { get; init; }

    /// <summary>Who asked for it.</summary>
    public required Actor Actor { get; init; }

    public required string State { get; init; }

    /// <summary>What came of it, for people.</summary>
    public string? Outcome { get; init; }

    public string? Draft { get; init; }
}

/// <summary>What is done at a time.</summary>
internal static class TimedKind
{
    public const string Publish = "publish";
    public const string Revert = "revert";
    public const string Widen = "widen";
}

/// <summary>What becomes of it.</summary>
internal static class TimedState
{
    public const string Pending = "pending";
    public const string Done = "done";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";
    public const string Failed = "failed";
}
