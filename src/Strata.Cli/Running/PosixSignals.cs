using System.Runtime.InteropServices;

namespace Strata.Cli.Running;

/// <summary>Sends signals to processes.</summary>
internal static partial class PosixSignals
{
    public const int Terminate = 15;

    // As signal.h numbers them, on Linux and macOS alike; the two of a user's own are not.
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["KILL"] = 9,
        ["TERM"] = Terminate,
        ["USR1"] = OperatingSystem.IsMacOS() ? 30 : 10,
        ["USR2"] = OperatingSystem.IsMacOS() ? 31 : 12,
    };

    /// <summary>The number of a signal by its name, with SIG before it or not.</summary>
    /// <exception cref="UsageException">There is none of that name, or there are no signals on this system.</exception>
    public static int NumberOf(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new UsageException("there are no signals on Windows", "leave out --signal: the command is started again");
        }

        var bare = name.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? name[3..] : name;
        return Numbers.TryGetValue(bare, out var number) ? number : throw new UsageException($"unknown signal \"{name}\"", $"known are {string.Join(", ", Numbers.Keys)}");
    }

    /// <summary>The number of one that the framework hands on.</summary>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 1,
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGQUIT => 3,
        _ => Terminate,
    };

    /// <summary>Sends a signal. A process that has ended gets none.</summary>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
