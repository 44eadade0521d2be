using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Benchmarks.InProcess;

/// <summary>A document of 10,000 leaves by a schema that says something of each, against a walk over the same tree: at most 5 ms, nothing allocated.</summary>
[MemoryDiagnoser]
public class SchemaBenchmark
{
    private const int Services = 1_000;

    private const string Schema = """
        {"type": "object", "additionalProperties": {"$ref": "#/$defs/service"}, "$defs": {
          "service": {"type": "object", "required": ["name", "port"], "additionalProperties": false, "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[a-z][a-z0-9-]*$"},
            "port": {"type": "integer", "minimum": 1, "maximum": 65535},
            "enabled": {"type": "boolean"},
            "level": {"enum": ["debug", "info", "warning", "error"]},
            "ratio": {"type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.05},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
            "limit": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            "address": {"type": "object", "required": ["host"], "properties": {"host": {"type": "string"}, "scheme": {"const": "https"}}, "unevaluatedProperties": false}}}}}
        """;

    private CompiledSchema _schema = null!;
    private MappingNode _root = null!;

    [GlobalSetup]
    public void Compile()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Services; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"s{i}: {{name: service-{i}, port: {8000 + i}, enabled: true, level: info, ratio: 0.35, tags: [a, b], limit: {i}, address: {{host: h{i}, scheme: https}}}}\n");
        }

        var diagnostics = new DiagnosticBag();
        _root = DocumentReader.Read(new OverrideSource("bench", Text("bench.yml", text.ToString())), ParseLimits.Default, diagnostics)[0].Root;
        _schema = CompiledSchema.Compile(SchemaDocument.Read(Text("bench.schema.json", Schema), ParseLimits.Default, diagnostics)!, new SchemaLibrary(static _ => null), diagnostics)!;
        if (!_schema.IsValid(_root) || Walk() != 10 * Services)
        {
            throw new InvalidOperationException("The workload is not what it is meant to be.");
        }
    }

    [Benchmark(Baseline = true)]
    public int Walk() => Leaves(_root);

    [Benchmark]
    public bool IsValid() => _schema.IsValid(_root);

    [Benchmark]
    public bool CompileAndCheck()
    {
        var diagnostics = new DiagnosticBag();
        return CompiledSchema.Compile(SchemaDocument.Read(Text("bench.schema.json", Schema), ParseLimits.Default, diagnostics)!, new SchemaLibrary(static _ => null), diagnostics)!.IsValid(_root.Entries[0].Value);
    }

    private static int Leaves(ConfigNode node)
    {
        var count = 0;
        switch (node)
        {
            case MappingNode mapping:
                foreach (ref readonly var entry in mapping.Entries)
                {
                    count += Leaves(entry.Value);
                }

                return count;
            case SequenceNode list:
                foreach (var item in list.Items)
                {
                    count += Leaves(item);
                }

                return count;
            default:
                return 1;
        }
    }

    private static SourceText Text(string file, string text) => new(file, Encoding.UTF8.GetBytes(text));
}
