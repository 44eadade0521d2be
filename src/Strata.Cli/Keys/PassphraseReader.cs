using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Strata.Secrets.Age;
using Strata.Secrets.Keys;

namespace Strata.Cli.Keys;

/// <summary>Reads a passphrase: from a descriptor that was named, once, or from a person at the terminal, who does not see it.</summary>
internal sealed class PassphraseReader
{
    private const int Longest = 4096;

    private readonly CommandHost _host;
    private readonly int? _descriptor;
    private string? _fromDescriptor;

    /// <param name="host">What the command has of the world.</param>
    /// <param name="descriptor">The descriptor; null for a person.</param>
    public PassphraseReader(CommandHost host, int? descriptor)
    {
        _host = host;
        _descriptor = descriptor;
    }

    /// <summary>Whether anybody could give one: a person who sees what goes wrong sees the question too.</summary>
    public bool CanRead => _descriptor is not null || (_host.IsErrorTerminal && SilentTerminal.Exists);

    /// <summary>A passphrase; null where the descriptor gave its one already, or a person gave none.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <exception cref="KeyException">It cannot be read.</exception>
    public AgePassphrase? Read(string purpose)
    {
        if (_descriptor is { } descriptor)
        {
            if (_fromDescriptor is not null)
            {
                return null;
            }

            _fromDescriptor = "";
            return Passphrase(ReadDescriptor(descriptor));
        }

        _host.Error.Flush();
        return SilentTerminal.Ask($"Passphrase for {purpose}: ") is { Length: > 0 } typed ? Passphrase(typed) : null;
    }

    /// <summary>A new passphrase: a person types it twice.</summary>
    /// <exception cref="KeyException">It cannot be read, or both were not the same.</exception>
    public AgePassphrase? ReadNew(string purpose)
    {
        if (_descriptor is not null)
        {
            return Read(purpose);
        }

        _host.Error.Flush();
        var first = SilentTerminal.Ask($"New passphrase for {purpose}: ");
        if (first is not { Length: > 0 })
        {
            return null;
        }

        var second = SilentTerminal.Ask("Again: ") ?? [];
        var isSame = first.AsSpan().SequenceEqual(second);
        CryptographicOperations.ZeroMemory(second);
        if (!isSame)
        {
            CryptographicOperations.ZeroMemory(first);
            throw new KeyException("the two passphrases are not the same");
        }

        return Passphrase(first);
    }

    private static AgePassphrase Passphrase(byte[] text)
    {
        var characters = new char[text.Length];
        try
        {
            var count = new UTF8Encoding(false, throwOnInvalidBytes: true).GetChars(text, characters);
            return new AgePassphrase(characters.AsSpan(0, count));
        }
        catch (DecoderFallbackException)
        {
            throw new KeyException("the passphrase is no UTF-8 text");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            Array.Clear(characters);
        }
    }

    // Up to the end of its first line, as a file that an editor wrote has one.
    private static byte[] ReadDescriptor(int descriptor)
    {
        var buffer = new byte[Longest];
        try
        {
            using var handle = new SafeFileHandle(descriptor, ownsHandle: false);
            using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            var length = 0;
            for (int count; length < buffer.Length && (count = stream.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += count;
            }

            var text = buffer.AsSpan(0, length);
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
            return line.Length > 0 ? line.ToArray() : throw new KeyException($"descriptor {descriptor} gives no passphrase");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new KeyException($"descriptor {descriptor} cannot be read");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }
}
