namespace Strata.Live;

/// <summary>How the files of a configuration are watched. Immutable.</summary>
public sealed class WatchOptions
{
    /// <summary>
    /// How long nothing must happen to the files before they are read again: a change that is written in several pieces is read once,
    /// and whole. While changes go on it is waited for no longer than 25 times this. Default: 20 milliseconds, which is more than the
    /// pieces of one save are apart and less than anybody notices.
    /// </summary>
    public TimeSpan Debounce { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Whether files are looked at every <see cref="PollingInterval"/> because the system does not tell of changes. Default: null, which
    /// is true where the variable <c>DOTNET_USE_POLLING_FILE_WATCHER</c> is <c>1</c> or <c>true</c>, where the system cannot watch (the
    /// limit of inotify is reached), or for files on a network file system; else false.
    /// </summary>
    public bool? UsePolling { get; init; }

    /// <summary>How often files are looked at where there is polling. Default: 2 seconds.</summary>
    public TimeSpan PollingInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often files are looked at although the system tells of changes, to make up for what it lost, and how late a condition on the
    /// time of day may take effect. <see cref="Timeout.InfiniteTimeSpan"/> for never. Default: 30 seconds.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);
}
