using System.ComponentModel;
using System.Diagnostics;

namespace Strata.Cli.Running;

/// <summary>A command that runs beneath this one, on the same terminal. Safe for use from several threads.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>Ends when the command has.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Its exit code: 128 and the number of the signal where one ended it.</summary>
    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a command.</summary>
    /// <param name="words">The command, looked for on PATH unless it is a path, and its arguments.</param>
    /// <param name="environment">All variables that it has.</param>
    /// <exception cref="ChildStartException">It cannot be started.</exception>
    public static ChildProcess Start(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Find(words[0], environment)) { UseShellExecute = false };
        foreach (var argument in words.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        catch (Win32Exception exception)
        {
            const int NoFile = 2;
            const int TooLong = 7;
            const int NoProgram = 8;
            const int Forbidden = 13;
            throw exception.NativeErrorCode switch
            {
                Forbidden => new ChildStartException($"{words[0]} may not be executed", "chmod +x it, or name its interpreter", Cli.ExitCode.Forbidden),
                NoFile => new ChildStartException($"{words[0]} cannot be started: the interpreter that its first line names is not there", "correct the line, or install the interpreter", Cli.ExitCode.NotFound),
                NoProgram => new ChildStartException($"{words[0]} is no program of this system, and names no interpreter", "begin it with #!/bin/sh, or name its interpreter: sh FILE", Cli.ExitCode.Invalid),
                TooLong => new ChildStartException($"{words[0]} cannot be started: its variables are too large for the system", "hand the configuration over in a file: --export json=FILE --no-variables", Cli.ExitCode.Invalid),
                _ => new ChildStartException($"{words[0]} cannot be started: {exception.Message}", null, Cli.ExitCode.Invalid),
            };
        }
    }

    /// <summary>Runs a command to its end, and hands the signals of this process on to it.</summary>
    /// <param name="words">The command and its arguments.</param>
    /// <param name="environment">All variables that it has.</param>
    /// <param name="host">Is told where it cannot be started.</param>
    /// <returns>Its exit code.</returns>
    public static int RunToItsEnd(IReadOnlyList<string> words, IReadOnlyDictionary<string, string> environment, CommandHost host)
    {
        try
        {
            using var signals = new SignalForwarding(host);
            using var child = Start(words, environment);
            signals.To(child);
            child.Exited.GetAwaiter().GetResult();
            return child.ExitCode;
        }
        catch (ChildStartException exception)
        {
            host.WriteUsageError(exception.Message, exception.Hint);
            return exception.ExitCode;
        }
    }

    /// <summary>Sends it a signal; without signals, ends it.</summary>
    public void Signal(int signal)
    {
        if (_process.HasExited)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            PosixSignals.Send(_process.Id, signal);
        }
    }

    /// <summary>Asks it to end, and where it does not, ends it and what it started.</summary>
    /// <param name="grace">How long it may take.</param>
    public async Task StopAsync(TimeSpan grace)
    {
        Signal(PosixSignals.Terminate);
        using var patience = new CancellationTokenSource(grace);
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    // The framework would look beside this command and in the working directory first, as no shell does.
    private static string Find(string command, IReadOnlyDictionary<string, string> environment)
    {
        if (command.Contains(Path.DirectorySeparatorChar) || command.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(command) ? Path.GetFullPath(command) : throw new ChildStartException($"there is no command {command}", null, Cli.ExitCode.NotFound);
        }

        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        var directories = (environment.TryGetValue("PATH", out var path) ? path : "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = directories.SelectMany(directory => endings.Select(ending => Path.Combine(directory, command + ending))).Where(File.Exists).ToList();

        // As in a shell, a file that cannot be executed hides none further on.
        return found.Find(IsExecutable) ?? found.FirstOrDefault() ?? throw new ChildStartException($"there is no command {command} on PATH", "name its path, or install it", Cli.ExitCode.NotFound);
    }

    private static bool IsExecutable(string file) =>
        OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
