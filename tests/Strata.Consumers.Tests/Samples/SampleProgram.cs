using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Samples;

/// <summary>A sample as it is built, running in a directory of its own with a copy of its overrides.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SampleProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private SampleProgram(Process process, string root)
    {
        _process = process;
        Root = root;
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where it runs.</summary>
    public string Root { get; }

    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a sample.</summary>
    /// <param name="name">Its directory.</param>
    /// <param name="environment">The host's environment.</param>
    /// <param name="args">Its arguments.</param>
    public static SampleProgram Start(string name, string environment, params string[] args) =>
        Start(name, environment, new Dictionary<string, string>(), args);

    /// <summary>Starts a sample with variables of its own.</summary>
    /// <param name="name">Its directory.</param>
    /// <param name="environment">The host's environment.</param>
    /// <param name="variables">The variables, beside those of this process.</param>
    /// <param name="args">Its arguments.</param>
    public static SampleProgram Start(string name, string environment, IReadOnlyDictionary<string, string> variables, params string[] args)
    {
        var root = Directory.CreateTempSubdirectory("strata-sample-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "overrides"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", name, "overrides")))
        {
            File.Copy(file, Path.Combine(root, "overrides", Path.GetFileName(file)));
        }

        var start = new ProcessStartInfo("dotnet", [Program(name), .. args]) { WorkingDirectory = root };
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        return Start(start, root, variables);
    }

    /// <summary>Starts a sample as its page says, where it stands.</summary>
    /// <param name="name">Its directory, of whose overrides none is to be written.</param>
    /// <param name="line">What is typed into a shell.</param>
    public static SampleProgram Type(string name, string line)
    {
        var start = new ProcessStartInfo("sh", ["-c", line]) { WorkingDirectory = Path.Combine(Repository.Root, "samples", name) };
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        return Start(start, Directory.CreateTempSubdirectory("strata-sample-").FullName, new Dictionary<string, string>());
    }

    /// <summary>The program that a sample is built to.</summary>
    public static string Program(string name) => Path.Combine(Repository.Root, "artifacts", "bin", name, "release", $"Strata.Samples.{name}.dll");

    private static SampleProgram Start(ProcessStartInfo start, string root, IReadOnlyDictionary<string, string> variables)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach (var variable in new[] { "ENVIRONMENT", "CONFIG_OVERRIDE_TYPE", "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DATABASE_PASSWORD", "DB_PORT" })
        {
            start.Environment.Remove(variable);
        }

        foreach (var (variable, value) in variables)
        {
            start.Environment[variable] = value;
        }

        return new SampleProgram(Process.Start(start)!, root);
    }

    /// <summary>Writes one of its overrides anew, as editors do: the file is whole at any moment.</summary>
    public void Write(string file, string text)
    {
        var path = Path.Combine(Root, "overrides", file);
        File.WriteAllText(path + ".new~", text);
        File.Move(path + ".new~", path, overwrite: true);
    }

    /// <summary>Types a line into a shell where it runs, and gives what is printed.</summary>
    public string Shell(string line)
    {
        var start = new ProcessStartInfo("sh", ["-c", line]) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        shell.ErrorDataReceived += static (_, _) => { };
        shell.BeginErrorReadLine();
        var printed = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return printed;
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, "overrides", file));

    /// <summary>Waits for a line of its output.</summary>
    public Task<string> WaitFor(string text) => Until(() => Task.FromResult(_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))), text);

    /// <summary>Asks until there is an answer.</summary>
    public async Task<string> Until(Func<Task<string?>> ask, string expected)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            Assert.True(waited.Elapsed < Patience && !_process.HasExited, $"\"{expected}\" did not come; the program said\n{Output}");
        }
    }

    /// <summary>Sends SIGTERM, and gives the exit code.</summary>
    public int Stop()
    {
        BuiltCommand.Signal("TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return ExitCode();
    }

    public int ExitCode()
    {
        Assert.True(_process.WaitForExit(Patience), $"it does not end\n{Output}");
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
