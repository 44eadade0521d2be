namespace Strata.Binding;

/// <summary>The unit of time that a key ends in.</summary>
internal static class DurationKey
{
    /// <summary>The endings.</summary>
    public static readonly (string Suffix, DurationUnit Unit)[] Suffixes =
    [
        ("milliseconds", DurationUnit.Milliseconds),
        ("ms", DurationUnit.Milliseconds),
        ("seconds", DurationUnit.Seconds),
        ("minutes", DurationUnit.Minutes),
        ("hours", DurationUnit.Hours),
        ("days", DurationUnit.Days),
    ];

    /// <summary>The unit; <see cref="DurationUnit.None"/> where the key says none.</summary>
    public static DurationUnit UnitOf(ReadOnlySpan<char> key)
    {
        foreach (var (suffix, unit) in Suffixes)
        {
            if (key.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && IsWord(key, key.Length - suffix.Length))
            {
                return unit;
            }
        }

        return DurationUnit.None;
    }

    private static bool IsWord(ReadOnlySpan<char> key, int start) =>
        start == 0 || key[start - 1] is '_' or '-' || (char.IsUpper(key[start]) && !char.IsUpper(key[start - 1]));
}
