using System.Security.Cryptography;
using Strata.Secrets.Age;
using Strata.Secrets.Keys;

namespace Strata.Secrets;

/// <summary>
/// Where keys come from that open encrypted overrides. Nothing is read before an encrypted value is needed, and then once. Immutable;
/// safe for use from several threads.
/// </summary>
public abstract class KeySource
{
    // Nobody has so many keys.
    private const int LongestFile = 1024 * 1024;
    private const int UsualFile = 4096;

    private protected KeySource()
    {
    }

    /// <summary>A key in hand: 32 bytes in base64 or hexadecimal digits as they are, any other text as a passphrase.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static KeySource OfKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new Given("the given key", keys => keys.AddKey(key));
    }

    /// <summary>Age identities, <c>AGE-SECRET-KEY-1...</c>, one on each line.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static KeySource OfAgeIdentities(string identities)
    {
        ArgumentException.ThrowIfNullOrEmpty(identities);
        return new Given("the given age identities", keys => keys.AddIdentities(System.Text.Encoding.UTF8.GetBytes(identities)));
    }

    /// <summary>A file with age identities, as <c>age-keygen</c> writes it, encrypted with a passphrase or not; or with a key of 32 bytes in base64 or hexadecimal digits.</summary>
    /// <param name="path">The file, relative to the working directory.</param>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static KeySource OfFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Given(path, keys => keys.AddFile(ReadFile(path)));
    }

    /// <summary>A passphrase.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static KeySource OfPassphrase(string passphrase)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        return new Given("the given passphrase", keys => keys.AddPassphrase(passphrase));
    }

    /// <summary>A key provider.</summary>
    public static KeySource OfProvider(IKeyProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new Given(provider.Name, keys => keys.AddProvider(provider));
    }

    /// <summary>
    /// The variables that Strata knows: <c>STRATA_AGE_KEY</c> (age identities), <c>STRATA_AGE_KEY_FILE</c> (a file of them),
    /// <c>STRATA_ENCRYPTION_KEY</c> (a key of 32 bytes, or a passphrase), and <c>STRATA_KEY_COMMAND_NAME</c> for each key provider that is a
    /// command (its words apart by blanks).
    /// </summary>
    /// <param name="variables">The variables: those of the process environment, as a rule.</param>
    public static IEnumerable<KeySource> OfVariables(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return KeyVariables.Read(variables);
    }

    /// <summary>A passphrase that a person, or a descriptor, gives when one is needed; null where none comes.</summary>
    /// <param name="ask">Asks for one that was given before, told what for.</param>
    /// <param name="askNew">Asks for a new one.</param>
    internal static KeySource OfAsking(Func<string, AgePassphrase?> ask, Func<string, AgePassphrase?> askNew) => new Given("the passphrase", keys => keys.AddAsking(ask, askNew));

    /// <summary>The same for what a variable holds, whose name problems then say.</summary>
    internal static KeySource Named(string name, Action<KeyCollection> add) => new Given(name, add);

    /// <summary>Adds its keys to others.</summary>
    internal abstract void AddTo(KeyCollection keys);

    internal static byte[] ReadFile(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var buffer = new byte[UsualFile];
            var length = 0;
            while (true)
            {
                length += stream.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
                if (length < buffer.Length || length == LongestFile)
                {
                    break;
                }

                // A pipe does not say how long it is.
                Resize(ref buffer, length * 2);
            }

            if (length == LongestFile)
            {
                CryptographicOperations.ZeroMemory(buffer);
                throw new KeyException("it is too long for a file of keys");
            }

            Resize(ref buffer, length);
            return buffer;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeyException("it does not exist");
        }
        catch (UnauthorizedAccessException)
        {
            throw new KeyException("permission to read it is missing");
        }
        catch (IOException)
        {
            throw new KeyException("it cannot be read");
        }
    }

    // No copy of the keys stays behind.
    private static void Resize(ref byte[] buffer, int length)
    {
        var old = buffer;
        buffer = new byte[length];
        old.AsSpan(0, Math.Min(length, old.Length)).CopyTo(buffer);
        CryptographicOperations.ZeroMemory(old);
    }

    private sealed class Given(string name, Action<KeyCollection> add) : KeySource
    {
        internal override void AddTo(KeyCollection keys)
        {
            try
            {
                add(keys);
            }
            catch (KeyException problem)
            {
                keys.Problems.Add($"{name}: {problem.Message}");
            }
            catch (AgeException problem)
            {
                keys.Problems.Add(problem.Line is { } line ? $"{name}, line {line}: {problem.Message}" : $"{name}: {problem.Message}");
            }
        }
    }
}
