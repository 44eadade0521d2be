using Strata.Snapshots;
using Strata.Values;

namespace Strata.Extensions.Configuration;

/// <summary>Finds the path that a key means, however it is spelled.</summary>
internal static class KeySearch
{
    /// <summary>The path that a key leads to; where nothing stands there, the one that it would be; null where it is no key.</summary>
    public static ConfigPath? Find(ResolvedConfiguration configuration, string key)
    {
        if (ConfigPath.TryParse(key, out var path) && configuration.TryGet(path, out _))
        {
            return path;
        }

        var asked = Normalize(key);
        return Follow(configuration.Root, ConfigPath.Root, asked, Spelling.Exact)
            ?? Follow(configuration.Root, ConfigPath.Root, asked, Spelling.AnyCase)
            ?? Follow(configuration.Root, ConfigPath.Root, asked, Spelling.Folded)
            ?? (path is not null && !key.Contains(':', StringComparison.Ordinal) ? path : Literal(asked));
    }

    /// <summary>The key as configuration spells it: parts joined by colons.</summary>
    public static string Normalize(string key)
    {
        if (key.Contains(':', StringComparison.Ordinal))
        {
            return key;
        }

        return key.Contains("__", StringComparison.Ordinal)
            ? key.Replace("__", ":", StringComparison.Ordinal)
            : key.Replace('.', ':').Replace('[', ':').Replace("]", "", StringComparison.Ordinal);
    }

    private enum Spelling : byte
    {
        Exact,
        AnyCase,
        Folded,
    }

    private static ConfigPath? Follow(ConfigNode node, ConfigPath at, ReadOnlySpan<char> rest, Spelling spelling)
    {
        if (rest.IsEmpty)
        {
            return at;
        }

        if (node is SequenceNode sequence)
        {
            var end = rest.IndexOf(':');
            var index = end < 0 ? rest : rest[..end];
            return int.TryParse(index, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var item) && item < sequence.Count
                ? Follow(sequence[item], at.Append(item), end < 0 ? [] : rest[(end + 1)..], spelling)
                : null;
        }

        if (node is not MappingNode mapping)
        {
            return null;
        }

        foreach (var (key, child) in mapping)
        {
            var length = Match(key, rest, spelling);
            if (length == rest.Length || (length >= 0 && rest[length] == ':'))
            {
                var beyond = length == rest.Length ? [] : rest[(length + 1)..];
                if (Follow(child, at.Append(key), beyond, spelling) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    // How much of a text a key takes up; -1 where the text does not begin with it. A dot in a key may have become a colon.
    private static int Match(string key, ReadOnlySpan<char> text, Spelling spelling)
    {
        var at = 0;
        foreach (var c in key)
        {
            if (spelling == Spelling.Folded)
            {
                if (c is '_' or '-')
                {
                    continue;
                }

                while (at < text.Length && text[at] is '_' or '-')
                {
                    at++;
                }
            }

            if (at == text.Length || !IsSame(c, text[at], spelling))
            {
                return -1;
            }

            at++;
        }

        while (spelling == Spelling.Folded && at < text.Length && text[at] is '_' or '-')
        {
            at++;
        }

        return at;
    }

    private static bool IsSame(char inKey, char asked, Spelling spelling) =>
        inKey == asked
        || (asked == ':' && inKey == '.')
        || (spelling != Spelling.Exact && char.ToUpperInvariant(inKey) == char.ToUpperInvariant(asked));

    private static ConfigPath Literal(string key)
    {
        var path = ConfigPath.Root;
        foreach (var part in key.Split(':'))
        {
            path = path.Append(part);
        }

        return path;
    }
}
