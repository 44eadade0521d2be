using System.ComponentModel;
using Strata.Values;

namespace Strata.Binding;

/// <summary>The names of an enumeration's values, as files may spell them. For generated code. Immutable.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BoundNames<TEnum>
    where TEnum : struct, Enum
{
    private readonly Dictionary<string, TEnum> _spelled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TEnum> _compact;
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
            _spelled.TryAdd(name, value);
        }

        // A spelling that two values have is that of neither.
        _compact = names.GroupBy(static entry => KeySpelling.Compact(entry.Name), static entry => entry.Value, StringComparer.Ordinal)
            .Where(static same => same.Distinct().Count() == 1)
            .ToDictionary(static same => same.Key, static same => same.First(), StringComparer.Ordinal);
    }

    /// <summary>Joins two values of flags; null where the enumeration has none.</summary>
    internal Func<TEnum, TEnum, TEnum>? Join { get; }

    /// <summary>The names as they are usually written.</summary>
    internal IReadOnlyList<string> Names => _names;

    internal bool TryFind(string name, out TEnum value) => _spelled.TryGetValue(name, out value) || _compact.TryGetValue(KeySpelling.Compact(name), out value);
}
