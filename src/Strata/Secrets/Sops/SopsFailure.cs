namespace Strata.Secrets.Sops;

/// <summary>What kept a value of a SOPS file from being decrypted.</summary>
internal enum SopsFailure
{
    /// <summary>The text is not written as SOPS writes an encrypted value.</summary>
    Malformed,

    /// <summary>Its type is none that is known.</summary>
    UnknownType,

    /// <summary>It was changed or moved to another key, or the data key is another's.</summary>
    Forged,

    /// <summary>It was decrypted, but is no value of its type.</summary>
    WrongType,
}
