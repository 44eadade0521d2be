namespace Strata.Extensions.Configuration;

/// <summary>How a configuration from a server hears of changes.</summary>
public enum ServerWatchMode
{
    /// <summary>
    /// By server-sent events over one connection that stays open. Where a proxy does not pass them on, by long polling until that breaks off.
    /// </summary>
    Events,

    /// <summary>By one request after another that the server answers once there is something new.</summary>
    LongPoll,

    /// <summary>Not at all: changes are found when the server is asked anyway, every <see cref="StrataServerOptions.PollInterval"/>.</summary>
    Off,
}
