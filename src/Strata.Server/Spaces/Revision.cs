using System.Globalization;

namespace Strata.Server.Spaces;

/// <summary>What a space serves from a moment on. Numbers rise by one, whatever was done: a rollback and each step of a rollout take one too. Immutable.</summary>
internal sealed record Revision
{
    /// <summary>Nothing was published yet.</summary>
    public static Revision None(string space, string epoch) => new() { Space = space, Epoch = epoch, Number = 0, Kind = RevisionKind.Publish, Content = SpaceContent.Empty.Hash, Message = "", Actor = "" };

    public required string Space { get; init; }

    /// <summary>Which life of the store it belongs to.</summary>
    public required string Epoch { get; init; }

    public required long Number { get; init; }

    /// <summary>What made it.</summary>
    public required string Kind { get; init; }

    /// <summary>The hash of the content that everybody gets whom no rollout picks.</summary>
    public required string Content { get; init; }

    /// <summary>The hash of the content that is being rolled out; null where none is.</summary>
    public string? Candidate { get; init; }

    /// <summary>Who gets it; null where none is.</summary>
    public Rollout? Rollout { get; init; }

    public required string Message { get; init; }

    public required string Actor { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The draft that it published; null for none.</summary>
    public string? Draft { get; init; }

    /// <summary>What a watcher resumes from: the epoch and the number.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Number}");

    /// <summary>The hash that an event carries: of all that is served.</summary>
    public string Hash => Candidate is null ? Content : SpaceContent.HashOf(System.Text.Encoding.UTF8.GetBytes($"{Content}\n{Candidate}\n{Rollout?.Write()}"));
}

/// <summary>What makes revisions.</summary>
internal static class RevisionKind
{
    public const string Publish = "publish";
    /// <summary>A publish without the approvals that the space asks for.</summary>
    public const string BreakGlass = "break-glass";

    public const string Import = "import";
    public const string Rollback = "rollback";
    public const string Revert = "revert";
    public const string RolloutStart = "rollout-start";
    public const string RolloutChange = "rollout-change";
    public const string RolloutPause = "rollout-pause";
    public const string RolloutResume = "rollout-resume";
    public const string RolloutComplete = "rollout-complete";
    public const string RolloutAbort = "rollout-abort";
}
