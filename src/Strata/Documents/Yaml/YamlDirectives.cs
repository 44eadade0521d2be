using System.Buffers;
using System.Text;

namespace Strata.Documents.Yaml;

/// <summary>The lines above a document that begin with <c>%</c>, and what they make of its tags (yaml.org/spec/1.2.2, chapter 6.8).</summary>
internal sealed class YamlDirectives
{
    /// <summary>What a whole tag, or the beginning of one, is written with.</summary>
    public static readonly SearchValues<byte> UriCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.~*'()%!,[]"u8);

    private readonly Dictionary<string, string> _prefixes = new(StringComparer.Ordinal);
    private bool _hasVersion;

    /// <summary>Forgets those of the document before.</summary>
    public void Clear()
    {
        _prefixes.Clear();
        _hasVersion = false;
    }

    /// <summary>What a handle (<c>!</c>, <c>!!</c>, <c>!name!</c>) stands for; null when nothing says so.</summary>
    public string? PrefixOf(ReadOnlySpan<byte> handle)
    {
        if (_prefixes.Count > 0 && _prefixes.TryGetValue(Encoding.UTF8.GetString(handle), out var prefix))
        {
            return prefix;
        }

        return handle.Length == 1 ? "!" : handle.Length == 2 ? "tag:yaml.org,2002:" : null;
    }

    /// <summary>Reads the directive whose <c>%</c> is next, and moves to the end of its line.</summary>
    /// <returns>Whether it is well formed.</returns>
    public bool Read(YamlCursor cursor)
    {
        var start = cursor.At;
        cursor.PassLine();
        var line = cursor.Text[start..cursor.At];
        var name = Word(ref line);
        var isKnown = name.SequenceEqual("%YAML"u8) || name.SequenceEqual("%TAG"u8);
        if (!isKnown)
        {
            // Reserved for later versions of YAML: those who do not know it pass it by.
            return name.Length > 1 || cursor.Fail(YamlSyntaxProblem.Directive, start);
        }

        return name.Length == 5 ? ReadVersion(cursor, line, start) : ReadPrefix(cursor, line, start);
    }

    private bool ReadVersion(YamlCursor cursor, ReadOnlySpan<byte> line, int start)
    {
        var version = Word(ref line);
        var isWellFormed = version.Length >= 3 && version[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') == 0 && version[1] == '.'
            && version[2..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && version[0] is >= (byte)'0' and <= (byte)'9';
        if (!isWellFormed || _hasVersion || !Word(ref line).IsEmpty)
        {
            return cursor.Fail(YamlSyntaxProblem.Directive, start);
        }

        _hasVersion = true;
        return version[0] == '1' || cursor.Fail(YamlSyntaxProblem.Version, start);
    }

    private bool ReadPrefix(YamlCursor cursor, ReadOnlySpan<byte> line, int start)
    {
        var handle = Word(ref line);
        var prefix = Word(ref line);
        return (IsHandle(handle) && !prefix.IsEmpty && !prefix.ContainsAnyExcept(UriCharacters) && Word(ref line).IsEmpty && _prefixes.TryAdd(Encoding.UTF8.GetString(handle), Encoding.UTF8.GetString(prefix)))
            || cursor.Fail(YamlSyntaxProblem.Directive, start);
    }

    /// <summary>Whether this is <c>!</c>, <c>!!</c> or <c>!name!</c>.</summary>
    public static bool IsHandle(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[^1] != '!')
        {
            return text is [(byte)'!'];
        }

        foreach (var character in text[1..^1])
        {
            if (!char.IsAsciiLetterOrDigit((char)character) && character is not ((byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return text[0] == '!';
    }

    // The next word before a comment; empty where the line ends.
    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        if (line is [(byte)'#', ..])
        {
            line = default;
        }

        var length = line.IndexOfAny((byte)' ', (byte)'\t');
        var word = length < 0 ? line : line[..length];
        line = line[word.Length..];
        return word;
    }
}
