namespace Strata.Binding;

/// <summary>What a number stands for where a <see cref="TimeSpan"/> is bound.</summary>
public enum DurationUnit
{
    /// <summary>Nothing is said. A number is then an error unless its key ends in a unit.</summary>
    None,

    /// <summary>Milliseconds; keys end in <c>_milliseconds</c> or <c>_ms</c>.</summary>
    Milliseconds,

    /// <summary>Seconds; keys end in <c>_seconds</c>.</summary>
    Seconds,

    /// <summary>Minutes; keys end in <c>_minutes</c>.</summary>
    Minutes,

    /// <summary>Hours; keys end in <c>_hours</c>.</summary>
    Hours,

    /// <summary>Days; keys end in <c>_days</c>.</summary>
    Days,
}
