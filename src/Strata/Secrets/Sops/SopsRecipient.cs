namespace Strata.Secrets.Sops;

/// <summary>One who may open a SOPS file.</summary>
/// <param name="Recipient">The age recipient, as the file names it.</param>
/// <param name="WrappedKey">The file's data key, in an armored age file.</param>
internal sealed record SopsRecipient(string Recipient, string WrappedKey);
