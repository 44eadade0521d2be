using System.Collections.Concurrent;

namespace Strata.Validation;

/// <summary>What rules want of entries by their keys, told once for each key of a run. Safe for use from several threads.</summary>
internal sealed class KeyInterests(Func<string, KeyInterest> tell)
{
    private readonly ConcurrentDictionary<string, KeyInterest> _known = new(StringComparer.Ordinal);

    public KeyInterest Of(string key) => _known.TryGetValue(key, out var known) ? known : _known.GetOrAdd(key, tell);
}

/// <summary>What rules want of entries with a key.</summary>
/// <param name="InEntry">The rules that want to see the entry, as bits.</param>
/// <param name="InMapping">The rules that want to see the mapping.</param>
/// <param name="IsSecret">Whether the key looks like a secret's.</param>
internal readonly record struct KeyInterest(uint InEntry, uint InMapping, bool IsSecret);
