using System.Collections.Immutable;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>What is to become the next revision of a space. Immutable.</summary>
internal sealed record Commit
{
    public required string Space { get; init; }

    /// <summary>The revision that must be the head still; null where any may.</summary>
    public long? ExpectedHead { get; init; }

    /// <summary>Which life of the store that revision belongs to; null where any may be. A restored store has other revisions of the same numbers.</summary>
    public string? ExpectedEpoch { get; init; }

    public required string Kind { get; init; }

    /// <summary>The hash of the content; it is kept already.</summary>
    public required string Content { get; init; }

    public string? Candidate { get; init; }

    public Rollout? Rollout { get; init; }

    public string Message { get; init; } = "";

    public required Actor Actor { get; init; }

    /// <summary>The draft that is published; null for none.</summary>
    public string? Draft { get; init; }

    /// <summary>The version of it that was meant.</summary>
    public long DraftVersion { get; init; }

    /// <summary>The timed action that this does; null for none.</summary>
    public string? Action { get; init; }

    /// <summary>Why, where the rules were set aside for it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it brings in content that the space may ask approvals for. What was served before needs none.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>What repeats of the request carry too; null where there is none.</summary>
    public Idempotency? Key { get; init; }

    /// <summary>What is to be done later, if this is done.</summary>
    public ImmutableArray<TimedAction> FollowUps { get; init; } = [];
}

/// <summary>A request's own key, and what it asked for.</summary>
/// <param name="Value">The key.</param>
/// <param name="RequestHash">The hash of the request.</param>
internal sealed record Idempotency(string Value, string RequestHash)
{
    /// <exception cref="RefusalException">The key was used for another request.</exception>
    public void RequireSame(string? requestHash)
    {
        if (requestHash != RequestHash)
        {
            throw Refusal.OtherRequest();
        }
    }
}
