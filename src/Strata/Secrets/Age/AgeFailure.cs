namespace Strata.Secrets.Age;

/// <summary>What kept an age file, a recipient or an identity from being used.</summary>
internal enum AgeFailure
{
    /// <summary>The text around the file, its armor, is not as the format says.</summary>
    Armor,

    /// <summary>The header is not as the format says, or is of another version.</summary>
    Header,

    /// <summary>None of the keys opens the file.</summary>
    NoMatch,

    /// <summary>A key opens the file, but its header was changed.</summary>
    HeaderMac,

    /// <summary>The encrypted content was changed or cut short.</summary>
    Payload,

    /// <summary>A text is no recipient that can be encrypted to.</summary>
    Recipient,

    /// <summary>A text is no identity that can be used.</summary>
    Identity,

    /// <summary>A passphrase is missing or cannot be one.</summary>
    Passphrase,

    /// <summary>The file is longer than is read into memory.</summary>
    Size,

    /// <summary>The system has no ChaCha20-Poly1305.</summary>
    Platform,
}
