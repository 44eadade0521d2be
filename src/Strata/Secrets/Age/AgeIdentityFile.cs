using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

namespace Strata.Secrets.Age;

/// <summary>
/// Files of secret keys as <c>age-keygen</c> writes them: an identity on each line, blank lines and lines that begin with <c>#</c>
/// between them. The file may itself be encrypted with a passphrase, as by <c>age -p</c>. Pure.
/// </summary>
internal static class AgeIdentityFile
{
    /// <summary>The identities of a file, or of a variable's text, in order.</summary>
    /// <param name="bytes">The file's content. Lines may end in CRLF, and have white space around them.</param>
    /// <param name="askPassphrase">
    /// Gives the passphrase of a file that is encrypted, or null where nobody gives one; asked at most once, and for those only. It
    /// is disposed here.
    /// </param>
    /// <exception cref="AgeException">
    /// A line is no identity (<see cref="AgeException.Line"/> tells which), there is none, or the file cannot be decrypted. Nothing of a key is in its message.
    /// </exception>
    public static ImmutableArray<AgeIdentity> Read(ReadOnlySpan<byte> bytes, Func<AgePassphrase?> askPassphrase)
    {
        if (!AgeFile.IsAgeFile(bytes))
        {
            return ReadLines(bytes);
        }

        var header = AgeFile.ReadHeader(bytes);
        if (!header.IsPassphrase)
        {
            throw new AgeException(AgeFailure.Identity, $"the identity file is encrypted to {header.Describe()}, not with a passphrase", "decrypt it with age first");
        }

        using var passphrase = askPassphrase() ?? throw new AgeException(AgeFailure.Passphrase, "the identity file is encrypted with a passphrase, and none was given");
        var content = AgeFile.Decrypt(bytes, passphrase);
        try
        {
            return ReadLines(content);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>The text of a file with one identity, as <c>age-keygen</c> writes it: the secret itself.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="created">When it was made, which the file's first line says.</param>
    public static string Reveal(AgeIdentity identity, DateTimeOffset created) => string.Create(
        CultureInfo.InvariantCulture,
        $"# created: {created.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}\n# public key: {identity.ToRecipient()}\n{identity.Reveal()}\n");

    private static ImmutableArray<AgeIdentity> ReadLines(ReadOnlySpan<byte> bytes)
    {
        var identities = ImmutableArray.CreateBuilder<AgeIdentity>();
        var number = 0;
        try
        {
            // The mark that some editors begin a file with.
            var rest = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
            foreach (var range in rest.Split((byte)'\n'))
            {
                number++;
                var line = rest[range].Trim(" \t\r"u8);
                if (!line.IsEmpty && line[0] != '#')
                {
                    identities.Add(ReadLine(line));
                }
            }

            number = 0;
            return identities.Count > 0 ? identities.ToImmutable()
                : throw new AgeException(AgeFailure.Identity, "there is no secret key in it", "one begins with AGE-SECRET-KEY-1: age-keygen makes it");
        }
        catch (AgeException error)
        {
            foreach (var identity in identities)
            {
                identity.Dispose();
            }

            throw number == 0 ? error : new AgeException(error.Failure, error.Message, error.Hint) { Line = number };
        }
    }

    // One byte a character: what is no ASCII is no part of a key, whatever it stands for.
    private static AgeIdentity ReadLine(ReadOnlySpan<byte> line)
    {
        var text = new char[line.Length];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)line[i];
        }

        try
        {
            return AgeIdentity.Parse(text);
        }
        finally
        {
            Array.Clear(text);
        }
    }
}
