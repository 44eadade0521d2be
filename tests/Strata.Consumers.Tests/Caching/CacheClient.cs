using System.Diagnostics;

namespace Strata.Consumers.Tests.Caching;

/// <summary>A process of its own that shares a cache with others: tests/CacheClient.</summary>
internal sealed class CacheClient : IDisposable
{
    private readonly Process _process;

    private CacheClient(Process process) => _process = process;

    public static CacheClient Start(string overrides, string redis) => new(Process.Start(
        new ProcessStartInfo(Path.Combine(Repository.Root, "artifacts", "bin", "CacheClient", Configuration, "Strata.CacheClient"), [overrides, redis]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);

    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>Loads, and says what it found and how often it has resolved.</summary>
    public Task<(string Value, int Resolutions)> Load() => Ask("load");

    /// <summary>Clears the cache.</summary>
    public Task Clear() => Ask("clear");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<(string Value, int Resolutions)> Ask(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(90));
        var words = Assert.IsType<string>(answer).Split(' ');
        return (words[0], int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
