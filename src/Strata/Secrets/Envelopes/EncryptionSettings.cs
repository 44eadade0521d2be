using System.Collections.Immutable;

namespace Strata.Secrets.Envelopes;

/// <summary>What an override says under <c>_metadata.encryption</c>, whether it is encrypted yet or not. Immutable.</summary>
/// <param name="Recipients">Who is to open it.</param>
/// <param name="Rule">What is encrypted beside what is secret by its name.</param>
/// <param name="Envelope">The envelope; null where nothing is encrypted yet.</param>
internal sealed record EncryptionSettings(ImmutableArray<Recipient> Recipients, EncryptionRule Rule, Envelope? Envelope)
{
    /// <summary>Those of an override that says nothing of it.</summary>
    public static EncryptionSettings None { get; } = new([], EncryptionRule.Default, null);
}

/// <summary>One who is to open an override. Immutable.</summary>
/// <param name="Kind">How the data key is wrapped for it, as <see cref="WrappedKey.Kind"/> has it.</param>
/// <param name="Name">Who it is, as <see cref="WrappedKey.Recipient"/> has it.</param>
internal sealed record Recipient(string Kind, string Name)
{
    /// <summary>Whoever knows the passphrase.</summary>
    public static Recipient Passphrase { get; } = new(WrappedKey.Passphrase, "scrypt");
}
