using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Strata.Secrets;

namespace Strata.Benchmarks.InProcess;

/// <summary>Reading and resolving an override of 1,000 encrypted values, its key unwrapped anew each time, against the same in clear: at most 5 ms more.</summary>
[MemoryDiagnoser]
public class DecryptionBenchmark
{
    private const int Values = 1_000;
    private const string Key = "b64e4b3d3a6b1d1e9f5a0c2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f8091";

    private OverrideManager _clear = null!;
    private OverrideManager _encrypted = null!;
    private string _directory = null!;

    [GlobalSetup]
    public void Encrypt()
    {
        _directory = Directory.CreateTempSubdirectory("strata-bench-").FullName;
        var text = new StringBuilder();
        for (var i = 0; i < Values; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"service_{i}: {{ password: value-{i}-of-some-length }}\n");
        }

        _clear = ManagerOf("clear", text.ToString());
        var document = OverrideDocument.Parse("bench.yml", text.ToString())[0];
        _encrypted = ManagerOf("encrypted", _clear.EncryptSensitiveData(document, KeySource.OfKey(Key)).Text);
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Benchmark(Baseline = true)]
    public bool ResolveClear() => _clear.LoadSecureConfigurationAsync("bench", Key).GetAwaiter().GetResult().Validation.IsValid;

    [Benchmark]
    public bool ResolveEncrypted() => _encrypted.LoadSecureConfigurationAsync("bench", Key).GetAwaiter().GetResult().Validation.IsValid;

    private OverrideManager ManagerOf(string name, string text)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
        File.WriteAllText(Path.Combine(directory, "bench.yml"), text);
        return new OverrideManager(directory, new OverrideManagerOptions { ReadKeyVariables = false });
    }
}
