namespace Strata.Live;

/// <summary>A reload failed, and the last good snapshot stays in use.</summary>
public sealed class ReloadFailedEventArgs : EventArgs
{
    internal ReloadFailedEventArgs(ConfigurationSnapshot kept, ReloadFailure failure)
    {
        Kept = kept;
        Failure = failure;
    }

    /// <summary>The snapshot that stays in use.</summary>
    public ConfigurationSnapshot Kept { get; }

    /// <summary>What is wrong, and since when.</summary>
    public ReloadFailure Failure { get; }
}
