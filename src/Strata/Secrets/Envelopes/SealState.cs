namespace Strata.Secrets.Envelopes;

/// <summary>What became of opening an override.</summary>
internal enum SealState
{
    /// <summary>It can be read, and nobody changed it.</summary>
    Open,

    /// <summary>No key at hand opens it.</summary>
    Locked,

    /// <summary>Something in it was changed by somebody without the key.</summary>
    Broken,
}
