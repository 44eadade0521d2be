using Strata.Validation.Schemas.Formats;
using Strata.Validation.Schemas.Keywords;

namespace Strata.Validation.Schemas.Explaining;

/// <summary>The keys that a schema knows, in itself and in every part that it applies to the same mapping.</summary>
internal sealed class KeyNames
{
    private readonly List<EcmaPattern> _patterns = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private bool _isOpen;

    /// <summary>The names, in the order of the schema.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>The keys that one keyword knows.</summary>
    public static KeyNames Of(PropertiesKeyword keyword)
    {
        var names = new KeyNames();
        names.Add(keyword);
        return names;
    }

    /// <summary>The keys that a schema knows.</summary>
    public static KeyNames Of(SchemaNode schema)
    {
        var names = new KeyNames();
        var seen = new HashSet<SchemaNode> { schema };
        var open = new Stack<SchemaNode>([schema]);
        var next = new List<SchemaNode>();
        while (open.TryPop(out var node))
        {
            next.Clear();
            foreach (var keyword in node.Keywords)
            {
                if (keyword is PropertiesKeyword properties)
                {
                    names.Add(properties);
                }

                keyword.AddInPlace(next);
                if (keyword is DynamicReferenceKeyword dynamic)
                {
                    next.AddRange(dynamic.Targets);
                }
            }

            foreach (var child in next)
            {
                if (seen.Add(child))
                {
                    open.Push(child);
                }
            }
        }

        return names;
    }

    /// <summary>Whether a key may be known to some part of the schema.</summary>
    public bool MayKnow(string key) => _isOpen || _names.Contains(key) || _patterns.Exists(pattern => pattern.IsMatch(key));

    private void Add(PropertiesKeyword keyword)
    {
        foreach (ref readonly var property in keyword.Properties)
        {
            if (property.Schema is { IsFalse: false })
            {
                _names.Add(property.Name);
            }
        }

        foreach (ref readonly var pattern in keyword.Patterns)
        {
            _patterns.Add(pattern.Pattern);
        }

        _isOpen |= keyword.Additional is { IsFalse: false };
    }
}
