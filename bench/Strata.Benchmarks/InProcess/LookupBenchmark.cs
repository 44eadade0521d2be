using System.Collections.Frozen;
using BenchmarkDotNet.Attributes;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Benchmarks.InProcess;

/// <summary>Looking values up by path, against a frozen dictionary of the same paths: at most 1.5 times, nothing allocated, however many layers.</summary>
[MemoryDiagnoser]
public class LookupBenchmark
{
    private ResolvedConfiguration _configuration = null!;
    private FrozenDictionary<string, ConfigNode> _frozen = null!;
    private string[] _paths = [];

    [Params(1, 20, 50)]
    public int Layers { get; set; }

    [GlobalSetup]
    public void Resolve()
    {
        _configuration = ResolvedWorkload.Of(Layers);
        _frozen = _configuration.Leaves().ToFrozenDictionary(static leaf => leaf.Path, static leaf => leaf.Value, StringComparer.Ordinal);

        // Other strings than the keys themselves, as a program has; in an order that no cache foresees.
        _paths = [.. _frozen.Keys.Order(StringComparer.Ordinal).Select(static (path, index) => (path, order: (uint)(index * 2654435761u)))
            .OrderBy(static entry => entry.order).Take(128).Select(static entry => new string(entry.path.AsSpan()))];
        _configuration.TryGet(_paths[0], out _);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = 128)]
    public int FrozenDictionary()
    {
        var found = 0;
        foreach (var path in _paths)
        {
            found += _frozen.TryGetValue(path, out var node) ? node.Position.Line : 0;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = 128)]
    public int Strata()
    {
        var found = 0;
        foreach (var path in _paths)
        {
            found += _configuration.TryGet(path, out var node) ? node.Position.Line : 0;
        }

        return found;
    }
}
