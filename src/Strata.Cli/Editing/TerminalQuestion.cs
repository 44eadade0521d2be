using System.Text;
using Strata.Cli.Keys;

namespace Strata.Cli.Editing;

/// <summary>Asks a person at the terminal a question with an answer that may be seen.</summary>
internal static class TerminalQuestion
{
    private const string Device = "/dev/tty";
    private const int Longest = 256;

    /// <summary>Whether somebody can be asked: a person who sees what went wrong.</summary>
    public static bool CanAsk(CommandHost host) => host.IsErrorTerminal && SilentTerminal.Exists;

    /// <summary>Whether the person wants to go on. Interrupting means no.</summary>
    public static bool Ask(CommandHost host, string question, EndingSignals signals) => Ask(host, question, signals, static answer => !answer.StartsWith("q", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the person says yes to what cannot be taken back unseen. Anything else means no.</summary>
    public static bool Confirm(CommandHost host, string question, EndingSignals signals) => Ask(host, question, signals, static answer => answer.StartsWith("y", StringComparison.OrdinalIgnoreCase));

    private static bool Ask(CommandHost host, string question, EndingSignals signals, Predicate<string> isYes)
    {
        host.Error.Flush();
        signals.Forget();

        // A thread of its own: a signal does not end the wait for a line.
        var answer = Task.Run(() => ReadAnswer(question) is { } line && isYes(line.TrimStart()));
        return Task.WaitAny(answer, signals.Ended, signals.Interrupted) == 0 && answer.Result;
    }

    // Null where the terminal ended.
    private static string? ReadAnswer(string question)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Console.Error.Write(question);
                return Console.ReadLine();
            }

            using var terminal = new FileStream(Device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            terminal.Write(Encoding.UTF8.GetBytes(question));
            var line = new byte[Longest];
            var length = terminal.Read(line);
            return length == 0 ? null : Encoding.UTF8.GetString(line, 0, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
