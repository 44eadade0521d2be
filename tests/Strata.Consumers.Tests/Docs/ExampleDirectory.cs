using System.Diagnostics;
using System.Runtime.InteropServices;
using Strata.Consumers.Tests.Server;

namespace Strata.Consumers.Tests.Docs;

/// <summary>
/// A directory in which an example is typed: a shell in which <c>strata</c> is the built command, and whose environment holds
/// nothing that the reader of a page could not know of.
/// </summary>
internal sealed class ExampleDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-docs-");
    private readonly string _commands;
    private int _exitCode;

    /// <summary>The server that examples call <see cref="ServerExamples.Address"/>; null for none.</summary>
    public Uri? Server { get; init; }

    /// <summary>Where it is.</summary>
    public string FullName => _directory.FullName;

    public ExampleDirectory()
    {
        _directory.CreateSubdirectory("overrides");
        _commands = _directory.CreateSubdirectory(".commands").FullName;
        File.CreateSymbolicLink(Path.Combine(_commands, "strata"), CommandFile);
        File.CreateSymbolicLink(Path.Combine(_commands, "strata-server"), ServerProgram.Path);
    }

    // The command that ./strata runs where it was built after these tests, as ./test does: it starts in a tenth of the time,
    // and it is what readers of the pages have. Otherwise the one that was built with the tests.
    private static string CommandFile
    {
        get
        {
            var native = Path.Combine(Repository.Root, "artifacts", "strata", "bin", "strata");
            string[] own = ["Strata.Cli.dll", "Strata.dll"];
            return File.Exists(native) && own.All(file => File.GetLastWriteTimeUtc(native) > File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, file)))
                ? native
                : Path.Combine(AppContext.BaseDirectory, "Strata.Cli");
        }
    }

    public static ExampleDirectory Of(MarkdownSection section, Uri? server = null)
    {
        var directory = new ExampleDirectory { Server = server };
        foreach (var file in section.Files)
        {
            var path = Path.Combine(directory._directory.FullName, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }

        return directory;
    }

    /// <summary>A directory with the overrides that the repository bundles.</summary>
    public static ExampleDirectory OfBundledOverrides(Uri? server = null)
    {
        var directory = new ExampleDirectory { Server = server };
        var bundled = Path.Combine(Repository.Root, "overrides");
        foreach (var file in Directory.EnumerateFiles(bundled, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(directory._directory.FullName, "overrides", Path.GetRelativePath(bundled, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return directory;
    }

    /// <summary>Types a line. Gives the exit code and what a terminal would show, both streams together.</summary>
    public (int ExitCode, string Output) Type(string command)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{_commands}:/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = _directory.FullName;
        var address = Server?.GetLeftPart(UriPartial.Authority);
        if (address is not null)
        {
            start.Environment["STRATA_SERVER"] = address;
            command = command.Replace(ServerExamples.Address, address, StringComparison.Ordinal);
        }

        // Where the command is an ordinary .NET program, it runs on the runtime of these tests: DOTNET_ROOT/shared/NAME/VERSION/.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

        // Root may read what nobody may, unless it gives that up.
        string[] unprivileged = Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv")
            ? ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
            : [];
        string[] line = [.. unprivileged, "/bin/sh", "-c", $"exec 2>&1; (exit {_exitCode}); {command}"];
        start.FileName = line[0];
        foreach (var argument in line[1..])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (_exitCode = process.ExitCode, address is null ? output : output.Replace(address, ServerExamples.Address, StringComparison.Ordinal));
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
