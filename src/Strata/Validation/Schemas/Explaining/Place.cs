using Strata.Secrets;
using Strata.Values;

namespace Strata.Validation.Schemas.Explaining;

/// <summary>Where a value stands: its path, what is secret there, and the key or the list that it stands in.</summary>
internal readonly struct Place(ConfigPath path, Sensitivity.Cursor secrets, MappingEntry? entry = null, SchemaNode? schema = null)
{
    public ConfigPath Path => path;

    public Sensitivity.Cursor Secrets => secrets;

    /// <summary>The key and its value; null for an item of a list, and for the whole.</summary>
    public MappingEntry? Entry => entry;

    /// <summary>The schema that the value is held to, the innermost that says something of itself.</summary>
    public SchemaNode? Schema => schema;

    public Place For(SchemaNode current) => schema is null || Expectation.HintOf(current) is not null ? new(path, secrets, entry, current) : this;

    public Place Enter(in MappingEntry child) => new(path.Append(child.Key), secrets.Enter(child.Key, child.Value), child);

    public Place Enter(int index, ConfigNode item) => new(path.Append(index), secrets.Enter(index, item));
}
