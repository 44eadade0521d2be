namespace Strata.Live;

/// <summary>What a live configuration is given by its manager.</summary>
/// <param name="Options">How the files are watched.</param>
/// <param name="Time">The clock that tells when something was loaded.</param>
/// <param name="Changed">Told of each change, after those who listen to the configuration itself.</param>
/// <param name="Ended">Told when the watch has ended.</param>
internal sealed record LiveSettings(
    WatchOptions Options,
    TimeProvider Time,
    Action<LiveConfiguration, ConfigurationChangedEventArgs> Changed,
    Action<LiveConfiguration> Ended);
