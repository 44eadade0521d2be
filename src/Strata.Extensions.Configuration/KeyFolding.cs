namespace Strata.Extensions.Configuration;

/// <summary>
/// Keys without the underscores and hyphens in them: how <c>MaxSize</c>, which a binder asks for, finds <c>max_size</c> and
/// <c>max-size</c>. Letter case is left to whoever compares.
/// </summary>
internal static class KeyFolding
{
    public static bool IsFolded(ReadOnlySpan<char> key) => key.IndexOfAny('_', '-') < 0;

    /// <summary>Writes a key without them, and gives the length.</summary>
    /// <param name="key">The key.</param>
    /// <param name="folded">As long as the key.</param>
    public static int Fold(ReadOnlySpan<char> key, Span<char> folded)
    {
        var length = 0;
        foreach (var c in key)
        {
            if (c is not ('_' or '-'))
            {
                folded[length++] = c;
            }
        }

        return length;
    }

    public static string Fold(string key) => key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
