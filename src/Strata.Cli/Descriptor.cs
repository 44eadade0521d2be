using System.Runtime.InteropServices;

namespace Strata.Cli;

/// <summary>
/// The streams of a Unix process by their numbers. The framework's own would set up the terminal for reading keys, and never
/// back, when the first byte is written, and start a thread for its signals.
/// </summary>
internal static partial class Descriptor
{
    public const int Output = 1;
    public const int Error = 2;

    // As errno.h and poll.h number them.
    private const int Interrupted = 4;
    private const int NoReader = 32;
    private const short Writable = 4;

    private static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>Writes all bytes, however many the system takes at a time. Where the reader has ended, nobody misses the rest.</summary>
    /// <returns>Whether there is a reader still.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static bool Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Write(descriptor, bytes, (nuint)bytes.Length);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == NoReader)
            {
                return false;
            }

            if (error == WouldBlock)
            {
                // Who shares it made it non-blocking.
                var wait = new PollRequest { Descriptor = descriptor, Events = Writable };
                _ = Poll(ref wait, 1, -1);
            }
            else if (error != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }

        return true;
    }

    /// <summary>The columns of the terminal behind a stream; null where there is none.</summary>
    public static int? ColumnsOf(int descriptor)
    {
        // Elsewhere ioctl takes its third argument in another way than this call passes it.
        if (!OperatingSystem.IsLinux())
        {
            return Console.WindowWidth;
        }

        const uint GetWindowSize = 0x5413;
        var size = default(WindowSize);
        return Control(descriptor, GetWindowSize, ref size) == 0 && size.Columns > 0 ? size.Columns : null;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollRequest request, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ref WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
