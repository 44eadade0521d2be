using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Strata.Documents.Yaml;

/// <summary>Reads anchors, aliases and tags (yaml.org/spec/1.2.2, chapters 6.9 and 7.1).</summary>
internal sealed class YamlNames(YamlCursor cursor, YamlDirectives directives, KeyPool pool)
{
    private static readonly SearchValues<byte> Ends = SearchValues.Create(" \t\n\r,[]{}"u8);

    private static readonly SearchValues<byte> TagCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.~*'()%"u8);

    /// <summary>Reads the anchors and tags that follow one another on this line, and moves behind them and the blanks after them.</summary>
    /// <returns>Whether they are well formed.</returns>
    public bool ReadProperties(ref YamlProperties properties, bool flow)
    {
        while (!cursor.IsAtEnd && cursor.Text[cursor.At] is (byte)'&' or (byte)'!')
        {
            var start = cursor.At;
            var one = default(YamlProperties);
            if (!(cursor.Text[start] == '&' ? ReadName(flow, out one.Anchor) : ReadTag(flow, out one.Tag)))
            {
                return false;
            }

            if (properties.Add(one) is { } problem)
            {
                return cursor.Fail(problem, start);
            }

            cursor.SkipBlanks();
        }

        return true;
    }

    /// <summary>Reads the name behind <c>&amp;</c> or <c>*</c>, which is next.</summary>
    /// <returns>Whether it is well formed.</returns>
    public bool ReadName(bool flow, out string? name)
    {
        var start = cursor.At;
        var word = Word(start + 1);
        cursor.At = start + 1 + word.Length;
        name = null;
        if (word.IsEmpty || !IsEnded(flow))
        {
            return cursor.Fail(word.IsEmpty && cursor.Text[start] == '*' ? YamlSyntaxProblem.LoneStar : YamlSyntaxProblem.Anchor, start);
        }

        name = pool.Intern(word);
        return true;
    }

    private bool ReadTag(bool flow, out string? tag)
    {
        var start = cursor.At;
        tag = null;
        if (cursor.Text[start..].StartsWith("!<"u8))
        {
            return ReadVerbatimTag(flow, out tag);
        }

        var word = Word(start);
        cursor.At = start + word.Length;
        if (!IsEnded(flow))
        {
            return cursor.Fail(YamlSyntaxProblem.Tag, start);
        }

        if (word.Length == 1)
        {
            tag = "!";
            return true;
        }

        var handle = word[..(word[1..].IndexOf((byte)'!') + 2)];
        handle = handle.Length == 1 ? word[..1] : handle;
        var suffix = word[handle.Length..];
        if (suffix.IsEmpty || suffix.ContainsAnyExcept(TagCharacters) || !YamlDirectives.IsHandle(handle))
        {
            return cursor.Fail(YamlSyntaxProblem.Tag, start);
        }

        if (directives.PrefixOf(handle) is not { } prefix)
        {
            return cursor.Fail(YamlSyntaxProblem.TagHandle, start);
        }

        tag = prefix.Length == 1 && !suffix.Contains((byte)'%') ? pool.Intern(word) : Unescape(suffix) is { } name ? prefix + name : null;
        return tag is not null || cursor.Fail(YamlSyntaxProblem.Tag, start);
    }

    private bool ReadVerbatimTag(bool flow, out string? tag)
    {
        var start = cursor.At;
        var length = cursor.Text[(start + 2)..].IndexOfAnyExcept(YamlDirectives.UriCharacters);
        var uri = length < 0 ? default : cursor.Text.Slice(start + 2, length);
        cursor.At = start + uri.Length + 3;
        tag = uri.IsEmpty || uri is [(byte)'!'] || cursor.Text[start + 2 + length] != '>' || !IsEnded(flow) ? null : Unescape(uri);
        return tag is not null || cursor.Fail(YamlSyntaxProblem.Tag, start);
    }

    private ReadOnlySpan<byte> Word(int start)
    {
        var rest = cursor.Text[start..];
        var length = rest.IndexOfAny(Ends);
        return length < 0 ? rest : rest[..length];
    }

    private bool IsEnded(bool flow) => cursor.IsBlankOrEnd(cursor.At) || (flow && cursor.Text[cursor.At] is (byte)',' or (byte)']' or (byte)'}');

    // Null where an escape is none.
    private static string? Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'%'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var bytes = new byte[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var value = text[at];
            if (value == '%')
            {
                if (at + 2 >= text.Length || !byte.TryParse(text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
                {
                    return null;
                }

                at += 2;
            }

            bytes[length++] = value;
        }

        return Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
