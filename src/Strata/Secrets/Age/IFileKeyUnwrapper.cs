namespace Strata.Secrets.Age;

/// <summary>A secret that opens age files: unwraps their file keys. Safe for use from several threads.</summary>
internal interface IFileKeyUnwrapper
{
    /// <summary>The file key that a stanza holds for this secret, for the caller to clear; null where it holds none for it.</summary>
    /// <param name="stanza">A stanza of the header, of whatever kind.</param>
    /// <exception cref="AgeException">The stanza is of this secret's kind, and no right one.</exception>
    byte[]? Unwrap(AgeStanza stanza);
}
