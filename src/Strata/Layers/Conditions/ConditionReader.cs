using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary>Reads a mapping of conditions, as deep as the parser lets mappings nest.</summary>
internal static class ConditionReader
{
    /// <summary>The keys of a mapping of conditions.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["all", "any", "context", "date_range", "environment", "facts", "host", "not", "os", "rollout", "tenant", "time_range", "version"];

    /// <summary>The condition that all keys make together; null for none, and after errors.</summary>
    /// <param name="conditions">The mapping.</param>
    /// <param name="name">The override's name, the salt of a rollout that gives none.</param>
    public static Condition? Read(MetadataValue conditions, string name) =>
        conditions.TryMapping("a mapping of conditions", out var mapping) ? AllCondition.Of(ReadKeys(conditions, mapping, name)) : null;

    private static List<Condition> ReadKeys(MetadataValue conditions, MappingNode mapping, string name)
    {
        var parts = new List<Condition>(mapping.Count);
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (ReadKey(entry.Key, conditions.Child(entry), name) is { } condition)
            {
                parts.Add(condition);
            }
        }

        return parts;
    }

    private static Condition? ReadKey(string key, MetadataValue value, string name)
    {
        switch (key)
        {
            case "environment" when value.Node is MappingNode variables:
                return ReadEach(value, variables, static (variable, value) => PatternList.Read(value, mayBeEmpty: true) is { } p ? new VariableCondition(variable, p) : null);
            case "environment":
                return PatternList.Read(value) is { } environments ? new EnvironmentCondition(environments) : null;
            case "context":
                return PatternList.Read(value) is { } contexts ? new ContextCondition(contexts) : null;
            case "tenant":
                return PatternList.Read(value) is { } tenants ? new TenantCondition(tenants) : null;
            case "host":
                return PatternList.Read(value) is { } hosts ? new HostCondition(hosts) : null;
            case "os":
                return OsCondition.Read(value);
            case "time_range":
                return TimeRangeCondition.Read(value);
            case "date_range":
                return DateRangeCondition.Read(value);
            case "version":
                return VersionCondition.Read(value);
            case "facts":
                return value.TryMapping("a mapping of facts to texts", out var facts)
                    ? ReadEach(value, facts, static (fact, value) => PatternList.Read(value, mayBeEmpty: true) is { } p ? new FactCondition(fact, p) : null)
                    : null;
            case "rollout":
                return RolloutCondition.Read(value, name);
            case "all":
                return AllCondition.Of(ReadList(value, name));
            case "any":
                return ReadList(value, name) is { Count: > 0 } parts ? new AnyCondition([.. parts]) : null;
            case "not":
                return ReadNested(value, name) is { } inner ? new NotCondition(inner) : null;
            default:
                value.UnknownKey(DiagnosticCode.UnknownConditionKey, "condition", Keys);
                return null;
        }
    }

    private static Condition? ReadEach(MetadataValue value, MappingNode mapping, Func<string, MetadataValue, Condition?> read)
    {
        if (value.RefuseEmpty(mapping))
        {
            return null;
        }

        var parts = new List<Condition>(mapping.Count);
        foreach (ref readonly var entry in mapping.Entries)
        {
            if (read(entry.Key, value.Child(entry)) is { } part)
            {
                parts.Add(part);
            }
        }

        return AllCondition.Of(parts);
    }

    private static List<Condition> ReadList(MetadataValue value, string name)
    {
        var parts = new List<Condition>();
        if (value.Node is not SequenceNode { Count: > 0 })
        {
            value.Mismatch("a list of at least one mapping of conditions");
            return parts;
        }

        foreach (var item in value.Items())
        {
            if (ReadNested(item, name) is { } part)
            {
                parts.Add(part);
            }
        }

        return parts;
    }

    // Unlike at the top, where it says "always", an empty mapping here is no condition that anybody means.
    private static Condition? ReadNested(MetadataValue value, string name) =>
        value.TryMapping("a mapping of conditions", out var mapping) && !value.RefuseEmpty(mapping)
            ? AllCondition.Of(ReadKeys(value, mapping, name))
            : null;
}
