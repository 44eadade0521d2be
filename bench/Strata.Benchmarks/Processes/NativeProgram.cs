using System.Diagnostics;

namespace Strata.Benchmarks.Processes;

/// <summary>A natively compiled program of this repository.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Path">Its executable.</param>
internal sealed record NativeProgram(string Name, string Path)
{
    /// <summary>Publishes a project in Release and finds its executable; null when there is no such project or it does not build.</summary>
    public static NativeProgram? Publish(string root, string project, string name)
    {
        var directory = System.IO.Path.Combine(root, project);
        if (!Directory.Exists(directory))
        {
            return null;
        }

        Console.Error.WriteLine($"publishing {project}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = root };
        foreach (var argument in new[] { "publish", project, "-c", "Release", "--getProperty:PublishDir" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            Console.Error.WriteLine(output);
            return null;
        }

        return Find(name, System.IO.Path.Combine(directory, output, name));
    }

    /// <summary>The program at a path that the user gave; null when nothing is there.</summary>
    public static NativeProgram? Find(string name, string path) =>
        File.Exists(path) ? new NativeProgram(name, System.IO.Path.GetFullPath(path)) : null;
}
