using System.Diagnostics;

namespace Strata.Tests.Processes;

/// <summary>A test of this assembly that is run alone, in a process of its own: one that is marked explicit, so that nobody runs it otherwise.</summary>
internal sealed class TestProcess : IDisposable
{
    private const string DirectoryVariable = "STRATA_TESTS_DIRECTORY";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Task<string> _output;

    private TestProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The directory that the process was started for.</summary>
    public static string Directory
    {
        get
        {
            var directory = Environment.GetEnvironmentVariable(DirectoryVariable);
            Assert.SkipWhen(directory is null, "it is run by another test, in a process of its own");
            return directory;
        }
    }

    /// <summary>Starts a test.</summary>
    /// <param name="test">The class and the method.</param>
    /// <param name="directory">What it is told by <see cref="Directory"/>.</param>
    /// <param name="before">A command that runs what is appended to it; none to run the test as it is.</param>
    public static TestProcess Start(string test, string directory, params string[] before)
    {
        string[] line = [.. before, Path.Combine(AppContext.BaseDirectory, "Strata.Tests"), "-method", test, "-explicit", "only", "-noColor", "-noLogo"];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true };
        start.Environment[DirectoryVariable] = directory;
        return new TestProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the test, which must have passed.</summary>
    public async Task AssertPassedAsync()
    {
        var output = await _output.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(_process.ExitCode == 0 && output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", StringComparison.Ordinal), output);
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
