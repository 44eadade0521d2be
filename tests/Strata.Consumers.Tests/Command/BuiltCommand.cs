using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;

namespace Strata.Consumers.Tests.Command;

/// <summary>The command as it is built, as a process of its own: for what a test in this process could not see, such as signals.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class BuiltCommand : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;
    private readonly StringBuilder _outputRead = new();
    private readonly StringBuilder _errorRead = new();

    private BuiltCommand(Process process)
    {
        _process = process;
        _output = ReadAsync(process.StandardOutput, _outputRead);
        _error = ReadAsync(process.StandardError, _errorRead);
    }

    /// <summary>The script that builds it where that is due.</summary>
    public static string Script { get; } = Path.Combine(Repository.Root, "strata");

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>What is typed for it.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts it, or a program around it.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="variables">Its variables, beside those of this process; null removes one.</param>
    /// <param name="program">The program.</param>
    /// <param name="args">Its arguments.</param>
    public static BuiltCommand Start(string directory, IReadOnlyDictionary<string, string?> variables, string program, params string[] args)
    {
        if (!File.Exists(Path.Combine(Repository.Root, "artifacts", "strata", "built")))
        {
            Process.Start(new ProcessStartInfo(Script, ["--version"]) { RedirectStandardOutput = true })!.WaitForExit();
        }

        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        foreach (var name in new[] { "STRATA_DIRECTORY", "ENVIRONMENT", "CONFIG_OVERRIDE_TYPE", "DEBUG_ENV_RESOLUTION", "NO_COLOR" })
        {
            start.Environment.Remove(name);
        }

        // Not the cache of whoever runs the tests.
        start.Environment["STRATA_CACHE_DIRECTORY"] = Path.Combine(Repository.Root, "artifacts", "test-cache");

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new BuiltCommand(Process.Start(start)!);
    }

    /// <summary>Sends a signal, to a process or, behind a minus, to its group.</summary>
    public static void Signal(string signal, string target) => Process.Start("/bin/kill", ["-s", signal, "--", target]).WaitForExit();

    /// <summary>Waits until a file is there, which some script makes.</summary>
    public void WaitFor(string file)
    {
        for (var waited = Stopwatch.StartNew(); !File.Exists(file); Thread.Sleep(10))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60) && !_process.HasExited, $"{file} is not there\n{(_process.HasExited ? _error.Result : "")}");
        }
    }

    /// <summary>Waits until what it wrote to standard output is as it should be, and gives it.</summary>
    public Task<string> WaitForOutputAsync(Func<string, bool> isWanted) => WaitForAsync(_outputRead, isWanted);

    /// <summary>Waits until something stands in what it wrote to standard error.</summary>
    public Task WaitForErrorAsync(string part) => WaitForAsync(_errorRead, text => text.Contains(part, StringComparison.Ordinal));

    private async Task<string> WaitForAsync(StringBuilder written, Func<string, bool> isWanted)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            var read = TextOf(written);
            if (isWanted(read))
            {
                return read;
            }

            // The script may build first.
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(10) && !_process.HasExited, $"it wrote \"{read}\"\n{(_process.HasExited ? _error.Result : "")}");
        }
    }

    /// <summary>What it gave, once it has ended.</summary>
    public CommandResult Result()
    {
        Assert.True(_process.WaitForExit(TimeSpan.FromSeconds(60)), "it does not end");
        return new CommandResult(_process.ExitCode, _output.Result, _error.Result);
    }

    private static string TextOf(StringBuilder written)
    {
        lock (written)
        {
            return written.ToString();
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, StringBuilder written)
    {
        var buffer = new char[1024];
        for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (written)
            {
                written.Append(buffer, 0, count);
            }
        }

        return TextOf(written);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
