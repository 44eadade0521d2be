namespace Strata.Secrets.Sops;

/// <summary>What kept a SOPS file, or a value of one, from being decrypted or written.</summary>
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

    /// <summary>By the file's rule the value must be encrypted, and it is not.</summary>
    NotEncrypted,

    /// <summary>The file has no <c>sops</c> block.</summary>
    NoBlock,

    /// <summary>The <c>sops</c> block is not as SOPS writes it.</summary>
    Block,

    /// <summary>The rule that tells which values are encrypted is none, or several.</summary>
    Rule,

    /// <summary>The file's data key is wrapped for others than age recipients alone.</summary>
    OtherKeys,

    /// <summary>None of the keys at hand opens the file.</summary>
    NoKey,

    /// <summary>The wrapped data key is malformed or was changed.</summary>
    DataKey,

    /// <summary>The file's MAC is missing, or not that of its values.</summary>
    Mac,

    /// <summary>SOPS has no way to write this.</summary>
    Unwritable,
}
