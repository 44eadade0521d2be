using System.Runtime.InteropServices;
using Strata.Diagnostics;

namespace Strata.Cli.Running;

/// <summary>
/// A program that belongs to the command and stands beside it: what cannot be compiled natively is one of its own, and <c>./strata</c> builds it
/// when it is first asked for.
/// </summary>
/// <param name="name">Its name, without the ending that programs have on Windows.</param>
/// <param name="folder">The folder beside the command that it may stand in.</param>
/// <param name="project">The project that it is published from.</param>
internal sealed partial class ProgramBeside(string name, string folder, string project)
{
    /// <summary>The program that serves mocks.</summary>
    public static ProgramBeside Mocks { get; } = new("strata-mock", "mock", "src/Strata.Mocks.Server");

    /// <summary>The configuration server.</summary>
    public static ProgramBeside Server { get; } = new("strata-server", "server", "src/Strata.Server");

    /// <summary>The name of its file.</summary>
    public string Name { get; } = OperatingSystem.IsWindows() ? $"{name}.exe" : name;

    /// <summary>Its file, in the directory of the command or in its folder there; null where it is in neither.</summary>
    /// <param name="directory">The directory of the command.</param>
    public string? FindBeside(string directory) => new[] { Path.Combine(directory, Name), Path.Combine(directory, folder, Name) }.FirstOrDefault(File.Exists);

    /// <summary>What is said where it is in neither.</summary>
    public Diagnostic Missing(string directory, string does) =>
        Diagnostic.InFile(Path.Combine(directory, Name), DiagnosticCode.MissingFile, DiagnosticSeverity.Error, $"the program that {does} is not there") with
        {
            Hint = $"./strata builds it beside the command; elsewhere, publish {project} there",
        };

    /// <summary>Puts a program in the place of this process, which keeps its number, its terminal and its signals. Returns only where that cannot be done.</summary>
    /// <exception cref="OutputException">The program cannot be started.</exception>
    public static void Become(string file, IEnumerable<string> arguments)
    {
        string?[] words = [file, .. arguments, null];
        _ = Execute(file, words);
        throw new OutputException($"{file} cannot be started: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}", new IOException());
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string file, string?[] arguments);
}
