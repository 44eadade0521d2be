using System.Collections.Concurrent;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>
/// Which mappings and lists are known to be as a schema says, so that those which several configurations share are looked at
/// once. Safe for use from several threads.
/// </summary>
internal sealed class ValidityCache
{
    // Smaller ones are looked at faster than they are looked up.
    private const int LeastSize = 8;

    private readonly ConcurrentDictionary<(SchemaNode Schema, ConfigNode Instance), bool> _valid = [];

    /// <summary>Whether remembering a value pays.</summary>
    public static bool Takes(ConfigNode instance) => instance.Size >= LeastSize;

    public bool IsKnownValid(SchemaNode schema, ConfigNode instance) => _valid.ContainsKey((schema, instance));

    public void AddValid(SchemaNode schema, ConfigNode instance) => _valid.TryAdd((schema, instance), true);
}
