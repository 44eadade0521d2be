using System.Globalization;
using System.Text;

namespace Strata.Benchmarks.Workloads;

/// <summary>
/// A configuration of many services and the schema that it obeys, as JSON texts: objects, lists, enums, patterns, ranges, references and
/// alternatives in the shares that schemas of real configurations have. The same texts on every run and machine.
/// </summary>
internal sealed class SchemaWorkload
{
    /// <summary>The scalars of one service.</summary>
    public const int LeavesPerService = 25;

    private const ulong Seed = 0x5343_4845_4D41;

    private static readonly string[] Levels = ["debug", "info", "warning", "error"];
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];

    private readonly int _services;

    /// <param name="leaves">How many scalars the configuration has, a multiple of <see cref="LeavesPerService"/>.</param>
    public SchemaWorkload(int leaves = 10_000)
    {
        if (leaves <= 0 || leaves % LeavesPerService != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(leaves), leaves, "The leaves are those of whole services.");
        }

        _services = leaves / LeavesPerService;
    }

    /// <summary>The schema, of draft 2020-12. It holds for configurations of any size.</summary>
    public static string Schema => """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "https://strata.example/services.schema.json",
          "title": "Services",
          "type": "object",
          "required": ["services"],
          "additionalProperties": false,
          "properties": {
            "services": {
              "type": "object",
              "minProperties": 1,
              "propertyNames": { "maxLength": 40 },
              "patternProperties": { "^[a-z][a-z0-9]*(-[a-z0-9]+)*$": { "$ref": "#/$defs/service" } },
              "additionalProperties": false
            }
          },
          "$defs": {
            "service": {
              "type": "object",
              "required": ["name", "image", "replicas", "endpoints"],
              "properties": {
                "name": { "$ref": "#/$defs/name" },
                "image": { "type": "string", "pattern": "^[a-z0-9.]+(/[a-z0-9_-]+)+:[0-9]+\\.[0-9]+\\.[0-9]+$" },
                "replicas": { "type": "integer", "minimum": 0, "maximum": 100 },
                "enabled": { "type": "boolean" },
                "log": {
                  "type": "object",
                  "properties": {
                    "level": { "enum": ["debug", "info", "warning", "error"] },
                    "format": { "enum": ["json", "text"], "default": "json" }
                  },
                  "additionalProperties": false
                },
                "limits": {
                  "type": "object",
                  "required": ["cpu", "memory"],
                  "properties": {
                    "cpu": { "type": "number", "exclusiveMinimum": 0, "maximum": 64, "multipleOf": 0.25 },
                    "memory": { "type": "string", "pattern": "^[1-9][0-9]*(Ki|Mi|Gi)$" }
                  },
                  "additionalProperties": false
                },
                "endpoints": { "type": "array", "minItems": 1, "maxItems": 16, "items": { "$ref": "#/$defs/endpoint" } },
                "tags": { "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": 32 }, "uniqueItems": true },
                "storage": { "$ref": "#/$defs/storage" },
                "database": {
                  "type": "object",
                  "properties": {
                    "host": { "type": "string", "minLength": 1, "format": "hostname" },
                    "port": { "$ref": "#/$defs/port" },
                    "pool": {
                      "type": "object",
                      "properties": { "min": { "type": "integer", "minimum": 0 }, "max": { "type": "integer", "minimum": 1, "maximum": 500 } },
                      "dependentRequired": { "min": ["max"] },
                      "additionalProperties": false
                    }
                  },
                  "additionalProperties": false
                }
              },
              "additionalProperties": false
            },
            "endpoint": {
              "type": "object",
              "required": ["path", "method"],
              "properties": {
                "path": { "type": "string", "pattern": "^/" },
                "method": { "enum": ["GET", "POST", "PUT", "DELETE", "PATCH"] },
                "port": { "$ref": "#/$defs/port" },
                "timeout": { "type": "string", "pattern": "^[0-9]+(ms|s|m)$" }
              },
              "additionalProperties": false
            },
            "storage": {
              "oneOf": [
                {
                  "type": "object",
                  "required": ["kind", "size"],
                  "properties": { "kind": { "const": "disk" }, "size": { "type": "integer", "minimum": 1 } },
                  "additionalProperties": false
                },
                {
                  "type": "object",
                  "required": ["kind", "bucket"],
                  "properties": { "kind": { "const": "bucket" }, "bucket": { "$ref": "#/$defs/name" } },
                  "additionalProperties": false
                }
              ]
            },
            "name": { "type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 63 },
            "port": { "type": "integer", "minimum": 1, "maximum": 65535 }
          }
        }
        """;

    /// <summary>The configuration, which obeys the schema.</summary>
    public string Document()
    {
        var text = new StringBuilder("{\n  \"services\": {");
        for (var service = 0; service < _services; service++)
        {
            text.Append(service == 0 ? "\n" : ",\n");
            Append(text, service, SplitMix64.For(Seed, service));
        }

        return text.Append("\n  }\n}\n").ToString();
    }

    private static void Append(StringBuilder text, int service, SplitMix64 random)
    {
        var host = random.Pick<string>(Vocabulary.Hosts);
        var name = string.Create(CultureInfo.InvariantCulture, $"{host}-{service:0000}");
        var tag = random.Below(Vocabulary.Words.Length - 2);
        var pool = random.Below(20);
        text.Append(CultureInfo.InvariantCulture, $$"""
                "{{name}}": {
                  "name": "{{name}}",
                  "image": "registry.example/{{host}}/server:{{random.Below(9)}}.{{random.Below(30)}}.{{random.Below(100)}}",
                  "replicas": {{random.Below(12)}},
                  "enabled": {{(random.Chance(90) ? "true" : "false")}},
                  "log": { "level": "{{random.Pick<string>(Levels)}}", "format": "{{(random.Chance(80) ? "json" : "text")}}" },
                  "limits": { "cpu": {{random.Below(16)}}.{{(random.Chance(50) ? "25" : "5")}}, "memory": "{{64 << random.Below(6)}}Mi" },
                  "endpoints": [
                    {{Endpoint(random)}},
                    {{Endpoint(random)}}
                  ],
                  "tags": ["{{Vocabulary.Words[tag]}}", "{{Vocabulary.Words[tag + 1]}}", "{{Vocabulary.Words[tag + 2]}}"],
                  "storage": {{(random.Chance(50) ? string.Create(CultureInfo.InvariantCulture, $"{{ \"kind\": \"disk\", \"size\": {1 + random.Below(500)} }}") : $"{{ \"kind\": \"bucket\", \"bucket\": \"{name}\" }}")}},
                  "database": { "host": "{{name}}.eu-west.internal", "port": 5432, "pool": { "min": {{pool}}, "max": {{pool + 1 + random.Below(80)}} } }
                }
            """);
    }

    private static string Endpoint(SplitMix64 random) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{ \"path\": \"/{random.Pick<string>(Vocabulary.Hosts)}/{random.Below(100)}\", \"method\": \"{random.Pick<string>(Methods)}\", \"port\": {1024 + random.Below(60_000)}, \"timeout\": \"{1 + random.Below(90)}s\" }}");
}
