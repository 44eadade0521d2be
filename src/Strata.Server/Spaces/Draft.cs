using System.Collections.Immutable;

namespace Strata.Server.Spaces;

/// <summary>A change that is being prepared. Immutable; each change of it has the next version.</summary>
internal sealed record Draft
{
    public required string Id { get; init; }

    public required string Space { get; init; }

    public required long Version { get; init; }

    /// <summary>The revision that it was made from, which must still be the head when it is published.</summary>
    public required long BaseRevision { get; init; }

    /// <summary>The hash of the files that it would publish.</summary>
    public required string Content { get; init; }

    public required string Title { get; init; }

    /// <summary>Who began it.</summary>
    public required string Author { get; init; }

    public required string State { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Everybody who changed what it holds.</summary>
    public ImmutableArray<string> Authors { get; init; } = [];

    /// <summary>Who approves this version.</summary>
    public ImmutableArray<string> Approvals { get; init; } = [];
}

/// <summary>What becomes of drafts.</summary>
internal static class DraftState
{
    public const string Open = "open";
    public const string Scheduled = "scheduled";
    public const string Published = "published";
    public const string Discarded = "discarded";
}
