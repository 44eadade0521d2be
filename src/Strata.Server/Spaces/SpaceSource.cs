namespace Strata.Server.Spaces;

/// <summary>Where the files of a space come from, or go to, by themselves. Immutable.</summary>
internal sealed record SpaceSource
{
    public required string Space { get; init; }

    /// <summary><c>import</c> or <c>export</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>An address of git, or the path of a directory of the server's machine.</summary>
    public required string Location { get; init; }

    /// <summary>The branch; empty for a directory.</summary>
    public required string Branch { get; init; }

    /// <summary>The overrides directory within the repository; empty for its root.</summary>
    public required string Directory { get; init; }

    /// <summary>How often it is looked at.</summary>
    public required long IntervalSeconds { get; init; }

    /// <summary>What came of the last time: <c>waiting</c>, <c>done</c> or <c>failed</c>.</summary>
    public string State { get; init; } = SourceState.Waiting;

    /// <summary>The same, for people.</summary>
    public string Message { get; init; } = "";

    /// <summary>When that was; null for never.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>What was imported or exported last: a commit, or a hash of files.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether it is a repository, and not a directory.</summary>
    public bool IsGit => Branch.Length > 0;
}

/// <summary>Which way files go.</summary>
internal static class SourceDirection
{
    public const string Import = "import";
    public const string Export = "export";
}

/// <summary>What came of it.</summary>
internal static class SourceState
{
    public const string Waiting = "waiting";
    public const string Done = "done";
    public const string Failed = "failed";
}
