using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Strata.Consumers.Tests.Servers;

/// <summary>Programs of this machine that tests run to their end.</summary>
internal static class InstalledProgram
{
    /// <summary>Whether there is one of this name, or at this path.</summary>
    public static bool Exists(string program) =>
        OperatingSystem.IsLinux() && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("").Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Skips the test where there is none.</summary>
    public static void Need(string program) => Assert.SkipUnless(Exists(program), $"{program} is not installed.");

    /// <summary>Runs one, with the given variables over those of this process, and waits for its end.</summary>
    public static ProgramResult Run(string program, IEnumerable<string> arguments, string? directory = null, IEnumerable<(string Name, string Value)>? variables = null, string? input = null)
    {
        var start = StartOf(program, arguments, directory, variables);
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input ?? "");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading.
        }

        reading.Wait();
        process.WaitForExit();

        // From the bytes, because a reader of text would drop a U+FEFF that the first of them begins with.
        return new ProgramResult(process.ExitCode, Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length), error.Result);
    }

    /// <summary>How a program is started whose streams a test reads.</summary>
    /// <exception cref="Win32Exception">There is none of this name, when it is started.</exception>
    public static ProcessStartInfo StartOf(string program, IEnumerable<string> arguments, string? directory, IEnumerable<(string Name, string Value)>? variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = directory ?? "",
        };
        foreach (var (name, value) in variables ?? [])
        {
            start.Environment[name] = value;
        }

        return start;
    }
}

/// <summary>What a program gave.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output of a program that must succeed.</summary>
    public string Success()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Output}");
        return Output;
    }
}
