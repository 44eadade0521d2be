using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Layers.Conditions;
using Strata.Values;

namespace Strata.Projects;

/// <summary>Reads the matrix of a project's file.</summary>
internal static class MatrixReader
{
    private static readonly string[] Keys = ["app_versions", "contexts", "environments", "exclude", "facts", "include", "tenants", "types"];
    private static readonly string[] ContextKeys = ["app_version", "context", "environment", "facts", "tenant", "type"];

    public static ProjectMatrix Read(MetadataValue value)
    {
        var matrix = new ProjectMatrix { Node = value.Node };
        if (!value.TryMapping("a mapping of the axes of the matrix", out var mapping))
        {
            return matrix;
        }

        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            matrix = entry.Key switch
            {
                "types" => matrix with { Types = ReadAxis(child, "the name of a type") },
                "environments" => matrix with { Environments = ReadAxis(child, "the name of an environment") },
                "tenants" => matrix with { Tenants = ReadAxis(child, "the name of a tenant, or null for none", mayBeNull: true) },
                "app_versions" => matrix with { AppVersions = ReadVersions(child) },
                "contexts" => matrix with { Contexts = Filled(child, ReadTags) },
                "facts" => matrix with { Facts = Filled(child, ReadFacts) },
                "exclude" => matrix with { Excludes = [.. child.Items().Select(ReadPattern).OfType<ContextPattern>()] },
                "include" => matrix with { Includes = [.. child.Items().Select(ReadSingle).OfType<SingleContext>()] },
                _ => Unknown(child, matrix),
            };
        }

        return matrix;

        static ProjectMatrix Unknown(MetadataValue value, ProjectMatrix matrix)
        {
            value.UnknownKey(DiagnosticCode.UnknownKey, "key of \"matrix\":", Keys);
            return matrix;
        }
    }

    // An axis without values would make a matrix without contexts, which finds nothing wrong with anything.
    private static bool RefuseEmptyList(MetadataValue value)
    {
        if (value.Node is not SequenceNode { Count: 0 })
        {
            return false;
        }

        (value with { Code = DiagnosticCode.WrongSize }).Error($"\"{value.Name}\" is an empty list, so that the matrix has no contexts", "remove the key for its default");
        return true;
    }

    private static ImmutableArray<Named>? ReadAxis(MetadataValue value, string expected, bool mayBeNull = false)
    {
        if (RefuseEmptyList(value))
        {
            return null;
        }

        var names = ImmutableArray.CreateBuilder<Named>();
        foreach (var item in value.Items())
        {
            if (mayBeNull && item.Node is ScalarNode { IsNull: true })
            {
                names.Add(new Named(null, item.Node));
            }
            else if (item.TryName(expected, out var name))
            {
                names.Add(new Named(name, item.Node));
            }
        }

        return [.. names.DistinctBy(static name => name.Text, StringComparer.Ordinal)];
    }

    private static ImmutableArray<string>? ReadVersions(MetadataValue value) =>
        RefuseEmptyList(value) ? null : [.. value.Items().Select(ReadVersion).OfType<string>().Distinct(StringComparer.Ordinal)];

    // 2.1 without quotes is a number to YAML.
    private static string? ReadVersion(MetadataValue value)
    {
        if (!value.TryComparable("a version such as \"2.1\"", out var version))
        {
            return null;
        }

        if (SemanticVersion.TryParse(version, out _))
        {
            return version;
        }

        (value with { Code = DiagnosticCode.BadFormat }).Error($"{value.Quoted(version)} is no version", "write 2.1.0, 2.1.0-rc.1 or 2.1.0.6");
        return null;
    }

    private static ImmutableArray<T>? Filled<T>(MetadataValue value, Func<MetadataValue, T> read)
    {
        if (value.Node is SequenceNode)
        {
            return RefuseEmptyList(value) ? null : [.. value.Items().Select(read)];
        }

        value.Mismatch("a list");
        return null;
    }

    private static ImmutableArray<string> ReadTags(MetadataValue value) => [.. ProjectReader.ReadNames(value, "a context tag").Select(static tag => tag.Text!)];

    private static ImmutableSortedDictionary<string, string> ReadFacts(MetadataValue value)
    {
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (value.TryMapping("a mapping of facts to texts", out var mapping))
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (value.Child(entry).TryComparable("text", out var text))
                {
                    facts[entry.Key] = text;
                }
            }
        }

        return facts.ToImmutable();
    }

    private static ContextPattern? ReadPattern(MetadataValue value)
    {
        if (!value.TryMapping("a mapping such as { type: docker, environment: production }", out var mapping) || value.RefuseEmpty(mapping))
        {
            return null;
        }

        var pattern = new ContextPattern(null, null, null, null, null, [], value.Node);
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case "type":
                    pattern = pattern with { Type = PatternList.Read(child) };
                    break;
                case "environment":
                    pattern = pattern with { Environment = PatternList.Read(child) };
                    break;
                case "tenant":
                    pattern = pattern with { Tenant = PatternList.Read(child) };
                    break;
                case "context":
                    pattern = pattern with { Context = PatternList.Read(child) };
                    break;
                case "app_version":
                    pattern = pattern with { AppVersion = PatternList.Read(child) };
                    break;
                case "facts":
                    pattern = pattern with { Facts = ReadFactPatterns(child) };
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.UnknownKey, "key of a context:", ContextKeys);
                    break;
            }
        }

        return pattern;
    }

    private static ImmutableArray<(string Name, PatternList Patterns)> ReadFactPatterns(MetadataValue value)
    {
        var facts = ImmutableArray.CreateBuilder<(string, PatternList)>();
        if (value.TryMapping("a mapping of facts to texts", out var mapping))
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                if (PatternList.Read(value.Child(entry), mayBeEmpty: true) is { } patterns)
                {
                    facts.Add((entry.Key, patterns));
                }
            }
        }

        return facts.DrainToImmutable();
    }

    private static SingleContext? ReadSingle(MetadataValue value)
    {
        if (!value.TryMapping("a mapping such as { type: docker, environment: production }", out var mapping))
        {
            return null;
        }

        var single = new SingleContext(default, null, null, null, null, null, value.Node);
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case "type":
                    single = child.TryName("the name of a type", out var type) ? single with { Type = new Named(type, child.Node) } : single;
                    break;
                case "environment":
                    single = child.TryName("the name of an environment", out var environment) ? single with { Environment = new Named(environment, child.Node) } : single;
                    break;
                case "tenant" when child.Node is ScalarNode { IsNull: true }:
                    single = single with { Tenant = new Named(null, child.Node) };
                    break;
                case "tenant":
                    single = child.TryName("the name of a tenant, or null for none", out var tenant) ? single with { Tenant = new Named(tenant, child.Node) } : single;
                    break;
                case "context":
                    single = single with { Contexts = ReadTags(child) };
                    break;
                case "app_version":
                    single = single with { AppVersion = ReadVersion(child) };
                    break;
                case "facts":
                    single = single with { Facts = ReadFacts(child) };
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.UnknownKey, "key of a context:", ContextKeys);
                    break;
            }
        }

        if (!mapping.ContainsKey("type"))
        {
            (value with { Code = DiagnosticCode.MissingKey }).Error("this context has no \"type\"", "name the type that is deployed");
        }

        return single.Type.Text is null ? null : single;
    }
}
