using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Benchmarks.Serving;

/// <summary>A server that is measured: a process that says where it listens.</summary>
internal sealed partial class ServedProgram : IDisposable
{
    private readonly Process _process;

    private ServedProgram(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>The resident memory, in bytes.</summary>
    public long Resident => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture) * 1024;

    /// <exception cref="InvalidOperationException">It ends without listening.</exception>
    public static ServedProgram Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new ServedProgram(process, new Uri(match.Groups[1].Value.Replace("localhost", "127.0.0.1", StringComparison.Ordinal)));
            }
        }

        throw new InvalidOperationException($"{program} does not listen");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex(@"listening on (http://[^\s;,]+)")]
    private static partial Regex Listening();
}
