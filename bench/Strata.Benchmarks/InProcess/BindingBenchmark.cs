using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Strata.Snapshots;

namespace Strata.Benchmarks.InProcess;

/// <summary>
/// Binding 1,000 objects of three properties out of 20 layers, against the binder of Microsoft.Extensions.Configuration over the same
/// layers in memory: at least 20 times faster.
/// </summary>
[MemoryDiagnoser]
public class BindingBenchmark
{
    private const int Objects = 1000;

    private ResolvedConfiguration _configuration = null!;
    private IConfigurationRoot _microsoft = null!;

    [Params(20)]
    public int Layers { get; set; }

    [GlobalSetup]
    public void Load()
    {
        var builder = new ConfigurationBuilder();
        var documents = new List<OverrideDocument>();
        for (var layer = 0; layer < Layers; layer++)
        {
            var (flat, yaml) = (new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase), new StringBuilder("services:\n"));
            foreach (var (service, key, value) in WrittenBy(layer))
            {
                flat[$"services:s{service}:{key}"] = value;
            }

            foreach (var entries in WrittenBy(layer).GroupBy(static written => written.Backend))
            {
                yaml.Append(CultureInfo.InvariantCulture, $"  s{entries.Key}: {{ {string.Join(", ", entries.Select(static written => $"{written.Key}: {written.Value}"))} }}\n");
            }

            builder.AddInMemoryCollection(flat);
            documents.AddRange(OverrideDocument.Parse(string.Create(CultureInfo.InvariantCulture, $"layer{layer}.yml"), yaml.ToString()));
        }

        _microsoft = builder.Build();
        _configuration = new OverrideManager().MergeConfigurations(documents);

        var (left, right) = (Microsoft(), Strata());
        if (left.Count != Objects || right.Count != Objects || !left.All(entry => right[entry.Key] == entry.Value))
        {
            throw new InvalidOperationException("The two bind different values.");
        }
    }

    [Benchmark(Baseline = true)]
    public Dictionary<string, Backend> Microsoft() => _microsoft.GetSection("services").Get<Dictionary<string, Backend>>()!;

    [Benchmark]
    public Dictionary<string, Backend> Strata() => _configuration.Get<Dictionary<string, Backend>>("services");

    // Each layer has services of its own, and another port for those of the layer beneath.
    private IEnumerable<(int Backend, string Key, string Value)> WrittenBy(int layer)
    {
        for (var service = 0; service < Objects; service++)
        {
            var owner = service % Layers;
            if (owner == layer)
            {
                yield return (service, "name", string.Create(CultureInfo.InvariantCulture, $"service-{service}"));
                yield return (service, "enabled", service % 2 == 0 ? "true" : "false");
            }

            if (owner == layer || owner == layer - 1)
            {
                yield return (service, "port", (8000 + service + layer).ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>What is bound.</summary>
    public sealed record Backend
    {
        public string Name { get; set; } = "";

        public int Port { get; set; }

        public bool Enabled { get; set; }
    }
}
