using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using Strata.Validation.Schemas.Formats;

namespace Strata.Benchmarks.InProcess;

/// <summary>Patterns of the kinds that schemas have, against .NET's regular expressions: no slower, to make and to match.</summary>
[MemoryDiagnoser]
public class PatternBenchmark
{
    private static readonly (string Pattern, string Text)[] Cases =
    [
        ("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "registry-0001"),
        ("^[a-z0-9.]+(/[a-z0-9_-]+)+:[0-9]+\\.[0-9]+\\.[0-9]+$", "registry.example/api/server:1.12.33"),
        ("^[1-9][0-9]*(Ki|Mi|Gi)$", "512Mi"),
        ("^[0-9]+(ms|s|m)$", "30s"),
        ("^/", "/api/12"),
        ("^[a-z0-9-]+$", "registry-0001"),
    ];

    private readonly EcmaPattern[] _patterns = [.. Cases.Select(static one => EcmaPattern.TryCompile(one.Pattern, out _)!)];
    private readonly Regex[] _expressions = [.. Cases.Select(static one => new Regex(one.Pattern, RegexOptions.CultureInvariant))];

    [Benchmark(Baseline = true)]
    public int Regex()
    {
        var matches = 0;
        for (var i = 0; i < Cases.Length; i++)
        {
            matches += _expressions[i].IsMatch(Cases[i].Text) ? 1 : 0;
        }

        return matches;
    }

    [Benchmark]
    public int Strata()
    {
        var matches = 0;
        for (var i = 0; i < Cases.Length; i++)
        {
            matches += _patterns[i].IsMatch(Cases[i].Text) ? 1 : 0;
        }

        return matches;
    }

    [Benchmark]
    public int StrataMadeAndMatchedOnce()
    {
        var matches = 0;
        for (var i = 0; i < _patterns.Length; i++)
        {
            matches += EcmaPattern.TryCompile(Cases[i].Pattern, out _)!.IsMatch(Cases[i].Text) ? 1 : 0;
        }

        return matches;
    }
}
