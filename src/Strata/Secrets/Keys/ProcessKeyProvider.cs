using System.Buffers.Text;
using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Strata.Secrets.Keys;

namespace Strata.Secrets;

/// <summary>
/// A key provider that runs a command for each key: <c>COMMAND ARGUMENTS... wrap|unwrap KEY</c>. Its standard input is one line: to wrap,
/// the data key in base64; to unwrap, the wrapped key. Its standard output is one line likewise: the wrapped key, or the data key in
/// base64. An exit code other than 0 is a failure, and the first line of its standard error says why. No shell is between. Safe for use
/// from several threads.
/// </summary>
public sealed class ProcessKeyProvider : IKeyProvider
{
    /// <summary>The time that the command has by default: 30 seconds.</summary>
    public static readonly TimeSpan DefaultTimeLimit = TimeSpan.FromSeconds(30);

    // More than any wrapped key has.
    private const int LongestAnswer = 64 * 1024;
    private const int LongestReason = 300;

    private readonly string[] _command;
    private readonly TimeSpan _timeLimit;

    /// <summary>Makes a provider. Nothing is run yet.</summary>
    /// <param name="name">The name under which overrides know it.</param>
    /// <param name="command">The program, found as a shell would find it, and the arguments before its own two.</param>
    /// <param name="timeLimit">The time that the command has, after which it is killed; null for <see cref="DefaultTimeLimit"/>.</param>
    /// <exception cref="ArgumentException">The name cannot stand in an override, or there is no command.</exception>
    public ProcessKeyProvider(string name, IEnumerable<string> command, TimeSpan? timeLimit = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(command);
        if (!KeyRing.IsProviderName(name))
        {
            throw new ArgumentException("A provider's name has lower-case letters, digits and hyphens, and is none of age, key, passphrase and raw.", nameof(name));
        }

        _command = [.. command];
        if (_command.Length == 0 || _command[0].Length == 0)
        {
            throw new ArgumentException("The command is empty.", nameof(command));
        }

        _timeLimit = timeLimit ?? DefaultTimeLimit;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_timeLimit, TimeSpan.Zero, nameof(timeLimit));
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Wrap(string keyName, ReadOnlySpan<byte> dataKey)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        var wrapped = Encoding.UTF8.GetString(Run("wrap", keyName, Encoding.ASCII.GetBytes(Convert.ToBase64String(dataKey))));
        return wrapped.Length > 0 && !wrapped.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? wrapped
            : throw new KeyProviderException($"the command of the key provider {Name} gave no wrapped key: one line of printable ASCII without blanks is expected");
    }

    /// <inheritdoc/>
    public byte[] Unwrap(string keyName, string wrappedKey)
    {
        ArgumentNullException.ThrowIfNull(keyName);
        ArgumentNullException.ThrowIfNull(wrappedKey);
        var answer = Run("unwrap", keyName, Encoding.UTF8.GetBytes(wrappedKey));
        try
        {
            return Base64.IsValid(answer, out var length) && length > 0
                ? Decode(answer, length)
                : throw new KeyProviderException($"the command of the key provider {Name} gave no key: one line of base64 is expected");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(answer);
        }
    }

    private static byte[] Decode(byte[] text, int length)
    {
        var key = new byte[length];
        Base64.DecodeFromUtf8(text, key, out _, out _);
        return key;
    }

    private byte[] Run(string operation, string keyName, byte[] input)
    {
        var start = new ProcessStartInfo(_command[0], [.. _command[1..], operation, keyName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            using var time = new CancellationTokenSource(_timeLimit);
            return Converse(process, input, time.Token).GetAwaiter().GetResult();
        }
        catch (Win32Exception exception)
        {
            throw new KeyProviderException($"the command of the key provider {Name} cannot be run: {_command[0]}: {Reason(exception.Message)}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
        }
    }

    private async Task<byte[]> Converse(Process process, byte[] input, CancellationToken time)
    {
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, time);
            var error = ReadAsync(process.StandardError.BaseStream, time);
            await WriteAsync(process.StandardInput.BaseStream, input, time).ConfigureAwait(false);
            var answer = await output.ConfigureAwait(false);
            var said = await error.ConfigureAwait(false);
            await process.WaitForExitAsync(time).ConfigureAwait(false);
            if (process.ExitCode == 0)
            {
                return answer.AsSpan().Trim(" \t\r\n"u8).ToArray();
            }

            throw new KeyProviderException($"the command of the key provider {Name} failed with exit code {process.ExitCode}: {Reason(Encoding.UTF8.GetString(said))}");
        }
        catch (OperationCanceledException exception)
        {
            Kill(process);
            throw new KeyProviderException($"the command of the key provider {Name} did not end within {_timeLimit.TotalSeconds:0.#} seconds", exception);
        }
        catch (InvalidDataException exception)
        {
            Kill(process);
            throw new KeyProviderException($"the command of the key provider {Name} gave more than a key", exception);
        }
    }

    private static async Task WriteAsync(Stream stream, byte[] input, CancellationToken time)
    {
        try
        {
            await stream.WriteAsync(input, time).ConfigureAwait(false);
            stream.WriteByte((byte)'\n');
            stream.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says why.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken time)
    {
        var buffer = new byte[LongestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, time).ConfigureAwait(false);
        var content = buffer.AsSpan(0, length).ToArray();
        CryptographicOperations.ZeroMemory(buffer);
        return length < LongestAnswer ? content : throw new InvalidDataException();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended meanwhile.
        }
    }

    // The first line, which is all that a diagnostic has room for.
    private static string Reason(string said)
    {
        var line = said.Split('\n').Select(static line => line.Trim()).FirstOrDefault(static line => line.Length > 0) ?? "it did not say why";
        return line.Length <= LongestReason ? line : line[..LongestReason] + "...";
    }
}
