using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Strata.Cli.Editing;

namespace Strata.Cli.Mocking;

/// <summary>The program that serves mocks.</summary>
/// <param name="file">Its file.</param>
internal sealed class MockServer(string file)
{
    // Calls that are under way are ended; what takes longer is no call.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Runs it until it ends, or this process is asked to.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="sections">What it is told, through a pipe that nobody else can read.</param>
    /// <returns>Its exit code.</returns>
    public int Run(IEnumerable<string> arguments, byte[] sections)
    {
        using var signals = new EndingSignals();
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardInput = true })!;
            Tell(process, sections);
            var exit = process.WaitForExitAsync();
            if (Task.WaitAny(exit, signals.Ended, signals.Interrupted) != 0)
            {
                Stop(process, exit);
            }

            exit.Wait();
            return process.ExitCode;
        }
        catch (Win32Exception exception)
        {
            throw new OutputException($"{file} cannot be started: {exception.Message}", exception);
        }
    }

    private static void Tell(Process process, byte[] sections)
    {
        try
        {
            var input = process.StandardInput.BaseStream;
            input.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sections.Length}\n")));
            input.Write(sections);
            input.Flush();
        }
        catch (IOException)
        {
            // It has ended, and says why itself.
        }
    }

    // It ends with its input.
    private static void Stop(Process process, Task exit)
    {
        process.StandardInput.Close();
        if (!exit.Wait(Grace))
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
