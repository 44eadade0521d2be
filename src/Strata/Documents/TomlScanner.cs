using System.Buffers;
using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// The words of a TOML text: blanks, keys, texts, and everything else that stands up to the next delimiter. Knows nothing of
/// tables. Takes time and memory linear in the text.
/// </summary>
internal sealed class TomlScanner(string text, DocumentRules rules, KeyPool keys)
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n,]}#=");

    private static readonly SearchValues<char> BareKey =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private int _line = 1;
    private int _lineStart;
    private int _counted;
    private List<int>? _comments;

    public int At { get; private set; }

    /// <summary>The character that comes next; NUL, which no text holds, at the end.</summary>
    public char Next => At < text.Length ? text[At] : '\0';

    public SourcePosition Position => PositionOf(At);

    public bool TryTake(string word)
    {
        var taken = text.AsSpan(At).StartsWith(word, StringComparison.Ordinal);
        At += taken ? word.Length : 0;
        return taken;
    }

    /// <summary>Passes spaces and tabs.</summary>
    public void SkipBlanks() => SkipWhile(" \t");

    /// <summary>Passes spaces, line ends and comments.</summary>
    public void SkipLines()
    {
        for (SkipWhile(" \t\r\n"); Next == '#'; SkipWhile(" \t\r\n"))
        {
            SkipComment();
        }
    }

    /// <summary>Passes a comment and the end of the line, on which nothing else may stand.</summary>
    public bool EndLine()
    {
        SkipBlanks();
        if (Next == '#')
        {
            SkipComment();
        }

        return Next is '\r' or '\n' or '\0' || Fail(At, "something stands behind the end of this line's value", "write one key and value on each line");
    }

    /// <summary>Reads one part of a key.</summary>
    public bool TryReadKey(out string key)
    {
        key = "";
        if (Next is '"' or '\'')
        {
            return TomlText.TryRead(text, At, multiLine: false, out key, out var end, out var problem) ? MoveTo(end) : Fail(problem);
        }

        var rest = text.AsSpan(At);
        var length = rest.IndexOfAnyExcept(BareKey);
        length = length < 0 ? rest.Length : length;
        if (length == 0)
        {
            return Next is '\0' or '\r' or '\n'
                ? Fail(At, "a key is missing here", "write key = value")
                : Fail(At, "a key cannot begin with this character", "a key that is more than letters, digits, \"_\" and \"-\" takes quotes");
        }

        key = keys.Intern(rest[..length]);
        return MoveTo(At + length);
    }

    /// <summary>Reads a text of any of the four kinds.</summary>
    public bool TryReadText(out string value) =>
        TomlText.TryRead(text, At, multiLine: true, out value, out var end, out var problem) ? MoveTo(end) : Fail(problem);

    /// <summary>Takes what stands up to the next delimiter: a number, a date, or a word. A date may have its time behind a space.</summary>
    public ReadOnlySpan<char> TakeWord()
    {
        var rest = text.AsSpan(At);
        var length = rest.IndexOfAny(WordEnds);
        length = length < 0 ? rest.Length : length;
        if (length == 10 && rest.Length > 13 && rest[4] == '-' && rest[10] == ' ' && char.IsAsciiDigit(rest[11]) && char.IsAsciiDigit(rest[12]) && rest[13] == ':')
        {
            var time = rest[11..].IndexOfAny(WordEnds);
            length = time < 0 ? rest.Length : 11 + time;
        }

        At += length;
        return rest[..length];
    }

    /// <summary>Reports a syntax error and ends the reading.</summary>
    /// <returns>False, for the caller to return.</returns>
    public bool Fail(int at, string message, string? hint)
    {
        rules.Stop(PositionOf(at), DiagnosticCode.SyntaxError, message, hint);
        return false;
    }

    /// <summary>The place of a character. Cheap in ascending order; one that was passed is looked for from the beginning.</summary>
    public SourcePosition PositionOf(int offset)
    {
        if (offset < _lineStart)
        {
            (_line, _lineStart, _counted) = (1, 0, 0);
        }

        for (int end; offset > _counted && (end = text.AsSpan(_counted, offset - _counted).IndexOf('\n')) >= 0;)
        {
            _counted += end + 1;
            _line++;
            _lineStart = _counted;
        }

        _counted = Math.Max(_counted, offset);
        return new SourcePosition(_line, offset - _lineStart + 1);
    }

    /// <summary>The comments that are addressed to Strata. Asked for at the end: their places are counted from the beginning.</summary>
    public ImmutableArray<StrataComment> TakeComments() => _comments is null ? [] : [.. _comments.Select(CommentAt)];

    private StrataComment CommentAt(int at)
    {
        var comment = text.AsSpan(at + 1);
        var length = comment.IndexOfAny('\r', '\n');
        comment = length < 0 ? comment : comment[..length];
        return new StrataComment(PositionOf(at), comment[StrataComment.TextAt(comment)..].ToString());
    }

    private bool Fail(in TomlText.Problem problem)
    {
        if (problem.IsLoneSurrogate)
        {
            rules.Stop(PositionOf(problem.At), DiagnosticCode.BadEncoding, problem.Message, problem.Hint);
            return false;
        }

        return Fail(problem.At, problem.Message, problem.Hint);
    }

    private bool MoveTo(int at)
    {
        At = at;
        return true;
    }

    private void SkipComment()
    {
        var rest = text.AsSpan(At);
        var length = rest.IndexOfAny('\r', '\n');
        rest = length < 0 ? rest : rest[..length];
        if (StrataComment.TextAt(rest[1..]) >= 0)
        {
            (_comments ??= []).Add(At);
        }

        At += rest.Length;
    }

    private void SkipWhile(ReadOnlySpan<char> set)
    {
        var length = text.AsSpan(At).IndexOfAnyExcept(set);
        At = length < 0 ? text.Length : At + length;
    }
}
