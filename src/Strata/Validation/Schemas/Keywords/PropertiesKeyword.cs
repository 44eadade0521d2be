using Strata.Validation.Schemas.Explaining;
using Strata.Validation.Schemas.Formats;
using Strata.Values;

namespace Strata.Validation.Schemas.Keywords;

/// <summary><c>properties</c>, <c>patternProperties</c>, <c>additionalProperties</c> and <c>required</c>: one walk over the keys meets them all.</summary>
internal sealed class PropertiesKeyword : Keyword
{
    // Below this a walk over the names is faster than hashing the key.
    private const int TableThreshold = 6;

    private readonly Property[] _properties;
    private readonly Dictionary<string, int>? _table;
    private readonly KeyPattern[] _patterns;
    private readonly SchemaNode? _additional;
    private readonly int _required;

    public PropertiesKeyword(Property[] properties, KeyPattern[] patterns, SchemaNode? additional)
    {
        _properties = properties;
        _patterns = patterns;
        _additional = additional;
        foreach (var property in properties)
        {
            _required += property.IsRequired ? 1 : 0;
        }

        if (properties.Length > TableThreshold)
        {
            _table = new Dictionary<string, int>(properties.Length, StringComparer.Ordinal);
            for (var i = 0; i < properties.Length; i++)
            {
                _table.Add(properties[i].Name, i);
            }
        }
    }

    public ReadOnlySpan<Property> Properties => _properties;

    public ReadOnlySpan<KeyPattern> Patterns => _patterns;

    /// <summary>What keys of no other name are held to; null where nothing is said of them.</summary>
    public SchemaNode? Additional => _additional;

    public override TypeSet AppliesTo => TypeSet.Mapping;

    public override bool Accepts(ConfigNode instance, Evaluation run, int marks)
    {
        var entries = ((MappingNode)instance).Entries;
        if (entries.Length < _required)
        {
            return false;
        }

        var required = 0;
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            var known = false;
            var index = IndexOf(entry.Key);
            if (index >= 0)
            {
                ref readonly var property = ref _properties[index];
                required += property.IsRequired ? 1 : 0;
                if (property.Schema is not null)
                {
                    known = true;
                    if (!property.Schema.Accepts(entry.Value, run, -1))
                    {
                        return false;
                    }
                }
            }

            foreach (ref readonly var pattern in _patterns.AsSpan())
            {
                if (pattern.Pattern.IsMatch(entry.Key))
                {
                    known = true;
                    if (!pattern.Schema.Accepts(entry.Value, run, -1))
                    {
                        return false;
                    }
                }
            }

            if (!known && _additional is not null)
            {
                known = true;
                if (!_additional.Accepts(entry.Value, run, -1))
                {
                    return false;
                }
            }

            if (known)
            {
                run.Mark(marks, i);
            }
        }

        return required == _required;
    }

    public override void Explain(ConfigNode instance, Explanation to, in Place place)
    {
        var mapping = (MappingNode)instance;
        var unknown = default(HashSet<string>);
        var names = default(KeyNames);
        foreach (ref readonly var entry in mapping.Entries)
        {
            var index = IndexOf(entry.Key);
            var known = false;
            if (index >= 0 && _properties[index].Schema is { } schema)
            {
                known = true;
                to.ExplainChild(schema, entry, place);
            }

            foreach (ref readonly var pattern in _patterns.AsSpan())
            {
                if (pattern.Pattern.IsMatch(entry.Key))
                {
                    known = true;
                    to.ExplainChild(pattern.Schema, entry, place);
                }
            }

            if (known || _additional is null)
            {
                continue;
            }

            if (!_additional.IsFalse)
            {
                to.ExplainChild(_additional, entry, place);
                continue;
            }

            names ??= to.NamesOf(this);
            if (to.ReportUnknownKey(mapping, entry, names, place) is { } meant)
            {
                (unknown ??= new(StringComparer.Ordinal)).Add(meant);
            }
        }

        ExplainRequired(mapping, unknown, to, place);
    }

    // A key that is there, but mistyped, is not missing as well: that is one mistake, not two.
    private void ExplainRequired(MappingNode mapping, HashSet<string>? meant, Explanation to, in Place place)
    {
        if (_required == 0)
        {
            return;
        }

        var missing = new List<Property>();
        foreach (ref readonly var property in Properties)
        {
            if (property.IsRequired && !mapping.ContainsKey(property.Name) && meant?.Contains(property.Name) != true)
            {
                missing.Add(property);
            }
        }

        if (missing.Count > 0)
        {
            to.ReportMissing(mapping, missing, place);
        }
    }

    private int IndexOf(string key)
    {
        if (_table is not null)
        {
            return _table.TryGetValue(key, out var index) ? index : -1;
        }

        for (var i = 0; i < _properties.Length; i++)
        {
            if (_properties[i].Name == key)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A key that has a name.</summary>
    /// <param name="Name">The key.</param>
    /// <param name="Schema">What its value must be; null where nothing is said of it.</param>
    /// <param name="IsRequired">Whether it must be there.</param>
    internal readonly record struct Property(string Name, SchemaNode? Schema, bool IsRequired);

    /// <summary>Keys whose names are not told one by one.</summary>
    /// <param name="Text">The pattern as the schema writes it.</param>
    /// <param name="Pattern">What the key matches.</param>
    /// <param name="Schema">What its value must be.</param>
    internal readonly record struct KeyPattern(string Text, EcmaPattern Pattern, SchemaNode Schema);
}
