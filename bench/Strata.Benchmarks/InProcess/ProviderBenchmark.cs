using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Strata.Values;

namespace Strata.Benchmarks.InProcess;

/// <summary>
/// Reading keys out of <c>IConfiguration</c>: Strata's provider over 1 and 20 layers, against the best case of
/// Microsoft.Extensions.Configuration, the same values in one layer in memory. No slower, nothing allocated.
/// </summary>
[MemoryDiagnoser]
public class ProviderBenchmark
{
    private IConfigurationRoot _microsoft = null!;
    private IConfigurationRoot _microsoftLayered = null!;
    private IConfigurationRoot _strata = null!;
    private string[] _keys = [];

    [Params(1, 20)]
    public int Layers { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _strata = ResolvedWorkload.In(Layers, static directory => new ConfigurationBuilder()
            .AddStrata(options =>
            {
                options.Directory = directory;
                options.Type = "bench";
                options.ReloadOnChange = false;
                options.Manager.Variables = VariableSet.Empty;
            })
            .Build());
        var values = _strata.AsEnumerable().Where(static pair => pair.Value is not null).ToList();
        _microsoft = new ConfigurationBuilder().AddInMemoryCollection(values).Build();

        // As many layers, of which the first has all the values: what layers cost it where none is lucky.
        var layered = new ConfigurationBuilder().AddInMemoryCollection(values);
        for (var layer = 1; layer < Layers; layer++)
        {
            layered.AddInMemoryCollection([new(FormattableString.Invariant($"layer:{layer}"), "")]);
        }

        _microsoftLayered = layered.Build();

        // Other strings than the keys themselves, as a program has; in an order that no cache foresees.
        _keys = [.. values.Select(static pair => pair.Key).Order(StringComparer.Ordinal).Select(static (key, index) => (key, order: (uint)(index * 2654435761u)))
            .OrderBy(static entry => entry.order).Take(128).Select(static entry => new string(entry.key.AsSpan()))];
        if (Strata() != Microsoft() || Microsoft() != MicrosoftLayered())
        {
            throw new InvalidOperationException("The two read different values.");
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = 128)]
    public int Microsoft() => Read(_microsoft);

    [Benchmark(OperationsPerInvoke = 128)]
    public int MicrosoftLayered() => Read(_microsoftLayered);

    [Benchmark(OperationsPerInvoke = 128)]
    public int Strata() => Read(_strata);

    private int Read(IConfigurationRoot root)
    {
        var length = 0;
        foreach (var key in _keys)
        {
            length += root[key]!.Length;
        }

        return length;
    }
}
