using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Strata.Diagnostics;
using Strata.Layers.Conditions;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Layers;

/// <summary>Reads what an override says of itself, and reports every part of it that is not understood.</summary>
internal static class MetadataReader
{
    private static readonly string[] Keys =
    [
        "author", "conditions", "dependencies", "description", "enabled", "encryption", "expires", "merge", "priority", "schema", "sensitive",
        "tags", "type",
    ];

    /// <param name="metadata">The metadata.</param>
    /// <param name="name">The override's name, from which the rollout takes its salt.</param>
    /// <param name="defaultType">The type when none is named.</param>
    public static OverrideMetadata Read(MetadataValue metadata, string name, string defaultType)
    {
        if (!metadata.TryMapping("a mapping", out var mapping))
        {
            return OverrideMetadata.OfType(defaultType);
        }

        ImmutableArray<string> types = [defaultType];
        ImmutableArray<string> tags = [];
        ImmutableArray<string> dependencies = [];
        ImmutableArray<SourcePosition> dependencyPositions = [];
        ImmutableArray<MergeRule> mergeRules = [];
        ImmutableArray<PathPattern> sensitive = [];
        BigInteger priority = Priority.Medium;
        string? description = null, author = null, schema = null;
        DateOnly? expires = null;
        SourcePosition expiresPosition = default, schemaPosition = default;
        var enabled = true;
        Condition? condition = null;
        var encryption = EncryptionSettings.None;

        foreach (ref readonly var entry in mapping.Entries)
        {
            var value = metadata.Child(entry);
            switch (entry.Key)
            {
                case "type":
                    types = ReadTypes(value, defaultType);
                    break;
                case "priority":
                    priority = Priority.Read(value);
                    break;
                case "description":
                    value.TryText("text", out description, mayHoldTemplates: true);
                    break;
                case "author":
                    value.TryText("text", out author);
                    break;
                case "tags":
                    (tags, _) = ReadNames(value);
                    break;
                case "dependencies":
                    (dependencies, dependencyPositions) = ReadNames(value);
                    break;
                case "conditions":
                    condition = ConditionReader.Read(value with { Code = DiagnosticCode.BadConditionValue }, name);
                    break;
                case "merge":
                    mergeRules = MergeRule.ReadAll(value);
                    break;
                case "sensitive":
                    TryPatterns(value, out sensitive);
                    break;
                case "schema":
                    value.TryName("a path", out schema);
                    schemaPosition = value.Node.Position;
                    break;
                case "expires":
                    expires = ReadDate(value);
                    expiresPosition = value.Node.Position;
                    break;
                case "enabled":
                    enabled = ReadBoolean(value);
                    break;
                case "encryption":
                    encryption = EncryptionReader.Read(value) ?? encryption;
                    break;
                default:
                    value.UnknownKey(DiagnosticCode.UnknownMetadataKey, "metadata key", Keys, HintFor(entry.Key));
                    break;
            }
        }

        return new OverrideMetadata
        {
            Types = types,
            Priority = priority,
            Description = description,
            Author = author,
            Tags = tags,
            Dependencies = dependencies,
            DependencyPositions = dependencyPositions,
            Condition = condition,
            MergeRules = mergeRules,
            Sensitive = sensitive,
            Schema = schema,
            SchemaPosition = schemaPosition,
            Expires = expires,
            ExpiresPosition = expiresPosition,
            Enabled = enabled,
            Encryption = encryption,
            Position = metadata.KeyPosition,
        };
    }

    private static string? HintFor(string key) =>
        ConditionReader.Keys.Contains(key) ? $"put it beneath \"conditions\": {{ {key}: ... }}" : null;

    private static ImmutableArray<string> ReadTypes(MetadataValue value, string defaultType)
    {
        if (value.Node is SequenceNode { Count: 0 })
        {
            value.Error("\"type\" is an empty list; at least one type is expected", "remove the key for the default, or write \"*\" for every type");
            return [defaultType];
        }

        return [.. ReadNames(value).Names.Distinct(StringComparer.Ordinal)];
    }

    private static (ImmutableArray<string> Names, ImmutableArray<SourcePosition> Positions) ReadNames(MetadataValue value)
    {
        if (value.Node is MappingNode or ScalarNode { Type: not ScalarType.String })
        {
            value.Mismatch("text or a list of texts");
            return ([], []);
        }

        var names = ImmutableArray.CreateBuilder<string>();
        var positions = ImmutableArray.CreateBuilder<SourcePosition>();
        foreach (var item in value.Items())
        {
            if (item.TryName("text", out var name))
            {
                names.Add(name);
                positions.Add(item.Node.Position);
            }
        }

        return (names.DrainToImmutable(), positions.DrainToImmutable());
    }

    /// <summary>Reads path patterns: one, or a list.</summary>
    /// <returns>Whether all of them are.</returns>
    public static bool TryPatterns(MetadataValue value, out ImmutableArray<PathPattern> patterns)
    {
        patterns = [];
        if (value.Node is MappingNode or ScalarNode { Type: not ScalarType.String })
        {
            value.Mismatch("text or a list of texts, each a path pattern,");
            return false;
        }

        var read = ImmutableArray.CreateBuilder<PathPattern>();
        var isGood = true;
        foreach (var item in value.Items())
        {
            if (!item.TryName("a path pattern", out var text))
            {
                isGood = false;
            }
            else if (PathPattern.TryParse(text, out var pattern, out var problem))
            {
                read.Add(pattern);
            }
            else
            {
                isGood = false;
                (item with { Code = DiagnosticCode.BadPathPattern }).Error($"{item.Quoted(text)} is no path pattern: {problem}");
            }
        }

        patterns = read.DrainToImmutable();
        return isGood;
    }

    private static DateOnly? ReadDate(MetadataValue value)
    {
        const string Expected = "a date such as 2027-01-31";
        if (!value.TryText(Expected, out var text))
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        value.Error($"{value.Quoted(text)} is no date", $"write {Expected}: the last day on which the override is loaded");
        return null;
    }

    private static bool ReadBoolean(MetadataValue value)
    {
        if (value.Node is ScalarNode scalar && scalar.TryGetBoolean(out var flag))
        {
            return flag;
        }

        var hint = value.Node is not ScalarNode { Type: ScalarType.String } text ? null
            : text.Text.ToUpperInvariant() switch
            {
                "TRUE" or "YES" or "ON" => "write true, without quotes",
                "FALSE" or "NO" or "OFF" => "write false, without quotes",
                _ => null,
            };
        value.Mismatch("true or false", hint);
        return true;
    }
}
