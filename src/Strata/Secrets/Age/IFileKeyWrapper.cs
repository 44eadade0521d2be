namespace Strata.Secrets.Age;

/// <summary>One who is to open an age file: wraps its file key. Safe for use from several threads.</summary>
internal interface IFileKeyWrapper
{
    /// <summary>A stanza of the header that holds the file key for this one.</summary>
    /// <param name="fileKey">The file's key, of 16 bytes.</param>
    /// <exception cref="AgeException">This one cannot be encrypted to.</exception>
    AgeStanza Wrap(ReadOnlySpan<byte> fileKey);
}
