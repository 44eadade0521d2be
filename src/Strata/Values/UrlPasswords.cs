namespace Strata.Values;

/// <summary>
/// Finds the passwords of URLs: <c>scheme://user:password@host</c>. Passwords are written as they are, unescaped, far more often
/// than the grammar of URLs allows; so a ":" with no port behind it begins one, and it goes on to an "@" whatever is between.
/// </summary>
internal static class UrlPasswords
{
    /// <summary>What stands, in the pattern of a text, for something unknown that is put in there.</summary>
    public const char Inserted = '\uFFFC';

    private const string Separator = "://";
    private const int LongestPort = 5;

    /// <summary>Adds the passwords of a text's URLs, in order.</summary>
    /// <param name="text">The text, or a pattern with <see cref="Inserted"/> in it. A password may then begin with what is put in before any ":".</param>
    /// <param name="isLine">Whether it is a file's line, of which rather too much is hidden than too little.</param>
    /// <param name="found">Takes the passwords.</param>
    public static void Find(string text, bool isLine, List<Range> found)
    {
        var isWhole = isLine || IsUrl(text);

        // The next URL bounds the search for the end of this one, so that a text of nothing but "://" takes linear time.
        for (var at = text.IndexOf(Separator, StringComparison.Ordinal); at >= 0;)
        {
            var start = at + Separator.Length;
            var next = text.IndexOf(Separator, start, StringComparison.Ordinal);
            var url = text.AsSpan(start, (next < 0 ? text.Length : next) - start);
            var isFile = text.AsSpan(0, at).EndsWith("file", StringComparison.OrdinalIgnoreCase);
            var (from, to) = PasswordOf(url, isWhole, isFile);
            if (from < to)
            {
                found.Add((start + from)..(start + to));
            }

            isWhole = isLine;
            at = next;
        }
    }

    /// <summary>Whether a text is one URL and not prose with a URL in it: it begins with the scheme.</summary>
    public static bool IsUrl(string text)
    {
        var at = 0;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '+' or '-' or '.' or ':' or Inserted))
        {
            if (text[at] == ':' && text.AsSpan(at).StartsWith(Separator))
            {
                return at > 0;
            }

            at++;
        }

        return false;
    }

    /// <summary>Where a URL in a longer text ends at the latest: at white space, or at a quote or bracket that closes.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]) || IsClosing(text, at))
            {
                return at;
            }
        }

        return text.Length;
    }

    private static (int From, int To) PasswordOf(ReadOnlySpan<char> url, bool isWhole, bool isFile)
    {
        if (IsAddress(url))
        {
            return default;
        }

        var path = url.IndexOfAny('/', '?', '#');
        path = path < 0 ? url.Length : path;
        var authority = url[..Math.Min(path, EndOfWord(url[..path], 0))];
        var sign = authority.LastIndexOf('@');
        if (sign >= 0)
        {
            var start = authority[..sign].IndexOfAny(':', Inserted);
            return start < 0 ? default : (authority[start] == ':' ? start + 1 : start, sign);
        }

        var colon = authority.IndexOf(':');
        if (colon < 0 || BeginsWithPort(url[(colon + 1)..], isWhole) || (isFile && colon == 1))
        {
            return default;
        }

        // A "/", a quote or a space ended what would be the host, and no port stood there.
        var password = url[(colon + 1)..];
        password = isWhole ? password : password[..EndOfProse(password)];
        sign = password.IndexOf('@');
        if (sign < 0)
        {
            return default;
        }

        var rest = password[..EndOfWord(password, sign)];
        var end = path > colon + 1 + sign ? rest[sign..].IndexOfAny('/', '?', '#') : -1;
        rest = end < 0 ? rest : rest[..(sign + end)];
        return (colon + 1, colon + 1 + rest.LastIndexOf('@'));
    }

    // "[::1]": the ":" in it separates nothing.
    private static bool IsAddress(ReadOnlySpan<char> url)
    {
        var end = url is ['[', ..] ? url.IndexOf(']') : -1;
        return end > 0 && url[..end].Contains(':') && !url[..end].ContainsAny('@', '/');
    }

    // An empty port is legal, but more often the password begins with what ends it here.
    private static bool BeginsWithPort(ReadOnlySpan<char> text, bool isWhole)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] == Inserted))
        {
            length++;
        }

        if (length == text.Length)
        {
            return true;
        }

        return length == 0
            ? !isWhole && char.IsWhiteSpace(text[0])
            : length <= LongestPort && (text[length] is '/' or '?' or '#' or ',' || char.IsWhiteSpace(text[length]) || IsClosing(text, length));
    }

    // A password in prose stays on its line, and where a path has begun, within its word.
    private static int EndOfProse(ReadOnlySpan<char> text)
    {
        var line = text.IndexOfAny('\r', '\n');
        line = line < 0 ? text.Length : line;
        var word = EndOfWord(text[..line], 0);
        return text[..word].ContainsAny('/', '?', '#') ? word : line;
    }

    private static bool IsClosing(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        '"' or '\'' or '>' => at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]) || text[at + 1] is ',' or ';' or ':' or '.' or ')' or ']' or '}' or '<' or '>' or '\\',
        '<' => at + 1 < text.Length && text[at + 1] == '/',
        _ => false,
    };
}
