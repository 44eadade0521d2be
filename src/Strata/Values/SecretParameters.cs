namespace Strata.Values;

/// <summary>
/// Finds the secrets among the parameters of URLs and connection strings, by their names: <c>?access_token=...</c>,
/// <c>&amp;password=...</c>, <c>Host=h;Password=...</c>.
/// </summary>
internal static class SecretParameters
{
    // A longer one is no name, and the search for its beginning must end.
    private const int LongestName = 64;

    /// <summary>Adds the values of a text's secret parameters, in order.</summary>
    /// <param name="text">The text, or a pattern with <see cref="UrlPasswords.Inserted"/> in it.</param>
    /// <param name="isLine">Whether it is a file's line, of which rather too much is hidden than too little.</param>
    /// <param name="found">Takes the values.</param>
    public static void Find(string text, bool isLine, List<Range> found)
    {
        var isWhole = isLine || UrlPasswords.IsUrl(text);
        for (var equals = text.IndexOf('='); equals >= 0;)
        {
            var end = equals + 1;
            var start = NameStart(text, equals);
            var name = text.AsSpan(start, equals - start);
            if (SecretNames.Contains(name))
            {
                var (from, to) = start == 0 ? FirstPair(text, end) : text[start - 1] switch
                {
                    ';' => Pair(text, end),
                    '?' or '&' or '#' when name[0] != ' ' => (end, EndOfParameter(text, end, isWhole)),
                    _ => default,
                };
                if (from < to && text.AsSpan(from, to - from) is not ("true" or "false"))
                {
                    found.Add(from..to);
                    end = to;
                }
            }

            equals = end < text.Length ? text.IndexOf('=', end) : -1;
        }
    }

    private static int NameStart(string text, int end)
    {
        var start = end;
        while (start > 0 && end - start < LongestName && IsOfName(text[start - 1]))
        {
            start--;
        }

        return start;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' ';

    // At the beginning of a text "password=x" is a pair only where another one follows it.
    private static (int From, int To) FirstPair(string text, int from)
    {
        var pair = Pair(text, from);
        var next = pair.To < text.Length && text[pair.To] == ';' ? text.AsSpan(pair.To + 1) : [];
        var length = 0;
        while (length < next.Length && length < LongestName && IsOfName(next[length]))
        {
            length++;
        }

        return length > 0 && length < next.Length && next[length] == '=' ? pair : default;
    }

    private static (int From, int To) Pair(string text, int from)
    {
        while (from < text.Length && text[from] == ' ')
        {
            from++;
        }

        if (from == text.Length || text[from] is not ('"' or '\''))
        {
            return (from, EndOf(text, from, ";\r\n"));
        }

        // A quote that nothing closes hides all that follows.
        for (var at = from + 1; (at = text.IndexOf(text[from], at)) >= 0; at++)
        {
            var rest = text.AsSpan(at + 1).TrimStart(' ');
            if (rest is [] or [';', ..])
            {
                return (from, at + 1);
            }
        }

        return (from, text.Length);
    }

    private static int EndOfParameter(string text, int from, bool isWhole)
    {
        var end = EndOf(text, from, "&");
        return isWhole ? end : Math.Min(end, from + UrlPasswords.EndOfWord(text.AsSpan(from, end - from), 0));
    }

    // What stands within "${...}" ends nothing.
    private static int EndOf(string text, int from, ReadOnlySpan<char> ends)
    {
        var depth = 0;
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] == '{' && (depth > 0 || (at > from && text[at - 1] == '$')))
            {
                depth++;
            }
            else if (text[at] == '}' && depth > 0)
            {
                depth--;
            }
            else if (depth == 0 && ends.Contains(text[at]))
            {
                return at;
            }
        }

        return text.Length;
    }
}
