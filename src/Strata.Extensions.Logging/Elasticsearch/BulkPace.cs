namespace Strata.Extensions.Logging.Elasticsearch;

/// <summary>How much is sent at once, and how long is waited. Immutable.</summary>
internal sealed record BulkPace
{
    public static BulkPace Default { get; } = new();

    /// <summary>How long events are collected before they are sent.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long is waited after the first failure; twice as long after each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long is waited at most.</summary>
    public TimeSpan MostPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the end waits until all is sent; what is not stays on disk.</summary>
    public TimeSpan LastWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many events a request holds.</summary>
    public int MostRecords { get; init; } = 1000;

    /// <summary>How many bytes a request holds.</summary>
    public int MostBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The pause after some failures in a row.</summary>
    public TimeSpan PauseAfter(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 16));

        // All who were refused at one moment shall not come back at one moment.
        return (pause < MostPause ? pause : MostPause) * (0.75 + (Random.Shared.NextDouble() / 4));
    }
}
