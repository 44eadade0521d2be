namespace Strata.Secrets;

/// <summary>
/// Wraps the data keys of encrypted overrides with a key that is kept elsewhere: in a KMS, in Vault, in a hardware module. An override
/// names it among its recipients, <c>- NAME: KEY</c>, and it is called once for each such file, when the first of its values is needed.
/// Must be safe for use from several threads. <see cref="ProcessKeyProvider"/> is one that runs a command.
/// </summary>
public interface IKeyProvider
{
    /// <summary>The name under which overrides know it: lower-case letters, digits and hyphens, and none of <c>age</c>, <c>key</c>, <c>passphrase</c> and <c>raw</c>.</summary>
    string Name { get; }

    /// <summary>Wraps a data key.</summary>
    /// <param name="keyName">Which of its keys, as the override names it: <c>transit/keys/app</c>.</param>
    /// <param name="dataKey">The data key, of 32 bytes, which must not be kept.</param>
    /// <returns>The wrapped key as one line of printable ASCII, which the override keeps.</returns>
    /// <exception cref="KeyProviderException">It cannot be wrapped.</exception>
    string Wrap(string keyName, ReadOnlySpan<byte> dataKey);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="keyName">Which of its keys, as the override names it.</param>
    /// <param name="wrappedKey">What <see cref="Wrap"/> gave.</param>
    /// <returns>The data key, which the caller clears.</returns>
    /// <exception cref="KeyProviderException">It cannot be unwrapped.</exception>
    byte[] Unwrap(string keyName, string wrappedKey);
}
