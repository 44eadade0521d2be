using System.ComponentModel;
using Strata.Values;

namespace Strata.Binding;

/// <summary>The names of an enumeration's values, as files may spell them. For generated code. Immutable.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BoundNames<TEnum>
    where TEnum : struct, Enum
{
    private readonly Dictionary<string, TEnum> _values = new(StringComparer.Ordinal);
    private readonly string[] _names;

    /// <summary>Makes the table.</summary>
    /// <param name="join">Joins two values; null where they are not joined.</param>
    /// <param name="names">The names and their values.</param>
    public BoundNames(Func<TEnum, TEnum, TEnum>? join, params (string Name, TEnum Value)[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Join = join;
        _names = [.. names.Select(static entry => KeySpelling.Canonical(entry.Name))];
        foreach (var (name, value) in names)
        {
            _values.TryAdd(name, value);
            _values.TryAdd(KeySpelling.Compact(name), value);
        }
    }

    /// <summary>Joins two values of flags; null where the enumeration has none.</summary>
    internal Func<TEnum, TEnum, TEnum>? Join { get; }

    /// <summary>The names as they are usually written.</summary>
    internal IReadOnlyList<string> Names => _names;

    internal bool TryFind(string name, out TEnum value) => _values.TryGetValue(name, out value) || _values.TryGetValue(KeySpelling.Compact(name), out value);
}
