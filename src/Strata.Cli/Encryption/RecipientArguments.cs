using System.Collections.Immutable;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;

namespace Strata.Cli.Encryption;

/// <summary>Recipients as the command line names them: <c>age1...</c>, or <c>NAME:KEY</c> for a key of a key provider.</summary>
internal static class RecipientArguments
{
    /// <summary>Whether a text names a recipient, right or wrong, and no file.</summary>
    public static bool IsMeant(string text) => text.StartsWith("age1", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("AGE-", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("ssh-", StringComparison.Ordinal)
        || text.StartsWith(WrappedKey.Raw + ":", StringComparison.Ordinal)
        || text == WrappedKey.Passphrase
        || (text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && KeyRing.IsProviderName(text[..colon]) && !File.Exists(text));

    /// <summary>The recipient that a text names.</summary>
    /// <exception cref="UsageException">It names none.</exception>
    public static Recipient Read(string text)
    {
        if (text == WrappedKey.Passphrase)
        {
            return Recipient.Passphrase;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && colon < text.Length - 1 && (text[..colon] == WrappedKey.Raw || KeyRing.IsProviderName(text[..colon])))
        {
            return new Recipient(text[..colon], text[(colon + 1)..]);
        }

        try
        {
            return new Recipient(WrappedKey.Age, AgeRecipient.Parse(text).ToString());
        }
        catch (AgeException problem)
        {
            // Not shown: it may be a key.
            throw new UsageException(problem.Message, problem.Hint);
        }
    }

    /// <summary>Those for whom a file is encrypted that names nobody: as they were given, else the project's, else whoever has the keys at hand.</summary>
    public static ImmutableArray<Recipient> Of(Invocation invocation, IEnumerable<string> given, bool withPassphrase, KeyRing keys)
    {
        ImmutableArray<Recipient> named = [.. given.Select(Read), .. withPassphrase ? [Recipient.Passphrase] : Array.Empty<Recipient>()];
        if (!named.IsEmpty)
        {
            return [.. named.Distinct()];
        }

        if (invocation.Project.File?.AgeRecipients is { IsEmpty: false } ofProject)
        {
            return [.. ofProject.Select(static recipient => new Recipient(WrappedKey.Age, recipient)).Distinct()];
        }

        return keys.Recipients;
    }
}
