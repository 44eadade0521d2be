using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Strata.Secrets.Keys;

namespace Strata.Cli.Keys;

/// <summary>
/// Asks a question at the process's terminal, whatever its streams are, and reads a line that is not shown. The terminal is as it was
/// afterwards, also where the person interrupts.
/// </summary>
internal static partial class SilentTerminal
{
    private const string Device = "/dev/tty";
    private const int Longest = 4096;
    private const int Now = 0;
    private const uint Echo = 8;

    // More than any system's struct termios has.
    private const int SettingsLength = 256;

    // c_lflag stands behind c_iflag, c_oflag and c_cflag, which are of 4 bytes on Linux and of 8 on macOS.
    private static int LocalFlags => OperatingSystem.IsLinux() ? 12 : 24;

    /// <summary>Whether there is a terminal.</summary>
    public static bool Exists
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return !Console.IsInputRedirected;
            }

            try
            {
                using var terminal = Open();
                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>The line that a person types, without its end, in UTF-8; null where the terminal ends. The caller clears it.</summary>
    /// <exception cref="KeyException">There is no terminal, or it cannot be kept from showing what is typed.</exception>
    public static byte[]? Ask(string question)
    {
        if (OperatingSystem.IsWindows())
        {
            return AskConsole(question);
        }

        try
        {
            using var terminal = Open();
            var descriptor = (int)terminal.SafeFileHandle.DangerousGetHandle();
            var settings = new byte[SettingsLength];
            if (GetSettings(descriptor, settings) != 0)
            {
                throw new KeyException("the terminal cannot be kept from showing a passphrase");
            }

            var silent = settings.ToArray();
            BitConverter.TryWriteBytes(silent.AsSpan(LocalFlags), BitConverter.ToUInt32(settings, LocalFlags) & ~Echo);
            void Restore(PosixSignalContext context) => _ = SetSettings(descriptor, Now, settings);
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Restore);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Restore);
            using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Restore);
            if (SetSettings(descriptor, Now, silent) != 0)
            {
                throw new KeyException("the terminal cannot be kept from showing a passphrase");
            }

            try
            {
                terminal.Write(Encoding.UTF8.GetBytes(question));
                var line = ReadLine(terminal);
                terminal.Write("\n"u8);
                return line;
            }
            finally
            {
                _ = SetSettings(descriptor, Now, settings);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyException("there is no terminal to ask for a passphrase at", "give it by --passphrase-fd");
        }
    }

    private static FileStream Open() => new(Device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

    private static byte[]? ReadLine(FileStream terminal)
    {
        var buffer = new byte[Longest];
        try
        {
            var length = 0;
            while (length < buffer.Length)
            {
                var count = terminal.Read(buffer, length, 1);
                if (count == 0)
                {
                    return length == 0 ? null : buffer[..length];
                }

                if (buffer[length] == '\n')
                {
                    return buffer[..length];
                }

                length++;
            }

            throw new KeyException("the passphrase is too long");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static byte[]? AskConsole(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        for (ConsoleKeyInfo key; (key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter;)
        {
            if (key.Key != ConsoleKey.Backspace)
            {
                typed.Append(key.KeyChar);
            }
            else if (typed.Length > 0)
            {
                typed.Length--;
            }
        }

        Console.Error.WriteLine();
        var text = Encoding.UTF8.GetBytes(typed.ToString());
        typed.Clear();
        return text;
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, Span<byte> settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, ReadOnlySpan<byte> settings);
}
