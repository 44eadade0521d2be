using System.Globalization;
using Strata.Values;

namespace Strata.Secrets;

/// <summary>The keys of a mapping as they may be shown: the passwords of URLs in them masked. No two of them are the same.</summary>
internal static class MaskedKeys
{
    /// <summary>The keys to show, in order; null where they are the mapping's own.</summary>
    public static string[]? Of(MappingNode mapping)
    {
        string[]? shown = null;
        for (var i = 0; i < mapping.Count; i++)
        {
            var key = mapping.Entries[i].Key;
            var masked = SecretText.MaskUrlPasswords(key);
            if (!ReferenceEquals(masked, key))
            {
                shown ??= [.. mapping.Keys];
                shown[i] = masked;
            }
        }

        if (shown is not null)
        {
            TellApart(mapping, shown);
        }

        return shown;
    }

    // Two keys that differ in their passwords only would be one to a reader: the second gets a number.
    private static void TellApart(MappingNode mapping, string[] shown)
    {
        var taken = mapping.Keys.ToHashSet(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < shown.Length; i++)
        {
            var masked = shown[i];
            if (ReferenceEquals(masked, mapping.Entries[i].Key))
            {
                continue;
            }

            while (!taken.Add(shown[i]))
            {
                counts[masked] = counts.GetValueOrDefault(masked, 1) + 1;
                shown[i] = string.Create(CultureInfo.InvariantCulture, $"{masked}#{counts[masked]}");
            }
        }
    }
}
