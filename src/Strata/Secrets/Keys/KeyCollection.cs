using System.Security.Cryptography;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;

namespace Strata.Secrets.Keys;

/// <summary>Keys that were read from their sources, by kind, and what was wrong with any. Filled by one thread, then only read.</summary>
internal sealed class KeyCollection : IDisposable
{
    public List<AgeIdentity> Identities { get; } = [];

    public List<RawKey> RawKeys { get; } = [];

    public List<AgePassphrase> Passphrases { get; } = [];

    public List<IKeyProvider> Providers { get; } = [];

    /// <summary>What is wrong with sources, each with its name. No key is in it.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Asks for a passphrase, told what for; null where nobody can be asked.</summary>
    public Func<string, AgePassphrase?>? Ask { get; private set; }

    /// <summary>Asks for a new passphrase, told what for; null where nobody can be asked.</summary>
    public Func<string, AgePassphrase?>? AskNew { get; private set; }

    /// <summary>Adds a key of 32 bytes, or a passphrase.</summary>
    public void AddKey(string text)
    {
        if (RawKey.TryParse(text) is { } key)
        {
            RawKeys.Add(key);
        }
        else
        {
            AddPassphrase(text);
        }
    }

    public void AddPassphrase(string text) => Passphrases.Add(new AgePassphrase(text));

    public void AddProvider(IKeyProvider provider) => Providers.Add(provider);

    public void AddAsking(Func<string, AgePassphrase?> ask, Func<string, AgePassphrase?> askNew)
    {
        Ask ??= ask;
        AskNew ??= askNew;
    }

    /// <summary>Adds the identities of a text, which it clears.</summary>
    public void AddIdentities(byte[] text)
    {
        try
        {
            Identities.AddRange(AgeIdentityFile.Read(text, () => Ask?.Invoke("the file of age identities")));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Adds what a file holds, which it clears: age identities, or a key of 32 bytes.</summary>
    public void AddFile(byte[] content)
    {
        var text = new char[content.Length];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)content[i];
        }

        var key = RawKey.TryParse(text);
        Array.Clear(text);
        if (key is null)
        {
            AddIdentities(content);
            return;
        }

        CryptographicOperations.ZeroMemory(content);
        RawKeys.Add(key);
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        Identities.ForEach(static identity => identity.Dispose());
        RawKeys.ForEach(static key => key.Dispose());
        Passphrases.ForEach(static passphrase => passphrase.Dispose());
    }
}
