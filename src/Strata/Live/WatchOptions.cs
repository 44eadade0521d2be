namespace Strata.Live;

/// <summary>How the files of a configuration are watched. Immutable.</summary>
public sealed class WatchOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>
    /// How long nothing must happen to the files before they are read again: a change that is written in several pieces is read once, and
    /// whole. While changes go on it is waited for no longer than 25 times this. Default: 20 milliseconds, which is more than the pieces of
    /// one save are apart, and less than anybody notices.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than 24 days.</exception>
    public TimeSpan Debounce
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.Ticks, nameof(Debounce));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Longest, nameof(Debounce));
            field = value;
        }
    } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Whether the files are looked at every <see cref="PollingInterval"/> because the system does not tell of changes. Default: null, which
    /// is true where the variable <c>DOTNET_USE_POLLING_FILE_WATCHER</c> of the process environment is <c>1</c> or <c>true</c>, where the
    /// system cannot watch (the limit of inotify is reached), and for files on a network file system; else false.
    /// </summary>
    public bool? UsePolling { get; init; }

    /// <summary>
    /// How often the files are looked at where there is polling. <see cref="Timeout.InfiniteTimeSpan"/> for never: then they are read when
    /// <see cref="LiveConfiguration.ReloadAsync"/> asks for it. Default: 2 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative, or longer than 24 days.</exception>
    public TimeSpan PollingInterval
    {
        get;
        init => field = Interval(value, nameof(PollingInterval));
    } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How often the files are looked at although the system tells of changes, to make up for what it lost; and how late a condition on the
    /// time may take effect. <see cref="Timeout.InfiniteTimeSpan"/> for never. Default: 30 seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative, or longer than 24 days.</exception>
    public TimeSpan HeartbeatInterval
    {
        get;
        init => field = Interval(value, nameof(HeartbeatInterval));
    } = TimeSpan.FromSeconds(30);

    private static TimeSpan Interval(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value.Ticks, name);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Longest, name);
        }

        return value;
    }
}
