namespace Strata.Secrets.Envelopes;

/// <summary>The data key of an override, wrapped for one who may open it. Immutable.</summary>
/// <param name="Kind">How it is wrapped: <c>age</c>, <c>passphrase</c>, <c>raw</c>, or the name of a key provider.</param>
/// <param name="Recipient">Who may open it: an age recipient, the fingerprint of a raw key, or what a provider calls its key.</param>
/// <param name="Text">The wrapped key, as whoever wrapped it wrote it.</param>
internal sealed record WrappedKey(string Kind, string Recipient, string Text)
{
    /// <summary>The kind of keys that are wrapped for an age recipient.</summary>
    public const string Age = "age";

    /// <summary>The kind of keys that are wrapped with a passphrase.</summary>
    public const string Passphrase = "passphrase";

    /// <summary>The kind of keys that are wrapped with a key of 32 bytes.</summary>
    public const string Raw = "raw";
}
