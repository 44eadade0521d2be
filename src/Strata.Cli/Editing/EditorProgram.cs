using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Strata.Cli.Editing;

/// <summary>The editor of the user: <c>$VISUAL</c>, else <c>$EDITOR</c>, else <c>vi</c>. The variables may hold arguments.</summary>
/// <param name="command">The editor, as a shell reads it.</param>
internal sealed partial class EditorProgram(string command)
{
    // As a shell says that it did not find a command.
    private const int NotFound = 127;
    private const int Terminate = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The editor, as it is written.</summary>
    public string Command => command;

    public static EditorProgram Of(CommandHost host) =>
        new(host.Variable("VISUAL") ?? host.Variable("EDITOR") ?? (OperatingSystem.IsWindows() ? "notepad" : "vi"));

    /// <summary>Edits a file, and waits for the editor to end; where this process is asked to end, the editor is.</summary>
    /// <returns>The editor's exit code; that of a signal behind 128.</returns>
    public int Edit(string file, EndingSignals signals)
    {
        if (signals.Ended.IsCompleted)
        {
            return signals.Ended.Result;
        }

        try
        {
            using var process = Process.Start(StartOf(file))!;
            var exit = process.WaitForExitAsync();
            if (Task.WaitAny(exit, signals.Ended) != 0)
            {
                Stop(process, exit);
            }

            exit.Wait();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return NotFound;
        }
    }

    // As git runs it.
    private ProcessStartInfo StartOf(string file) => OperatingSystem.IsWindows()
        ? new ProcessStartInfo("cmd.exe") { Arguments = $"/d /s /c \"{command} \"{file}\"\"", UseShellExecute = false }
        : new ProcessStartInfo("/bin/sh", ["-c", $"{command} \"$@\"", command, file]) { UseShellExecute = false };

    // Asked first: an editor that is killed leaves the terminal as it set it up.
    private static void Stop(Process process, Task exit)
    {
        if (!OperatingSystem.IsWindows())
        {
            var tree = new List<int>();
            AddTree(process.Id, tree);
            tree.ForEach(static id => _ = Kill(id, Terminate));
            if (exit.Wait(Grace))
            {
                return;
            }
        }

        process.Kill(entireProcessTree: true);
    }

    // The shell may have started the editor as a child.
    private static void AddTree(int id, List<int> tree)
    {
        tree.Add(id);
        try
        {
            foreach (var child in File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/task/{id}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                AddTree(int.Parse(child, CultureInfo.InvariantCulture), tree);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or the system does not tell.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
