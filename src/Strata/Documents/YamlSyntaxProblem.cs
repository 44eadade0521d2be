using Strata.Diagnostics;
using Strata.Values;
using YamlDotNet.Core;

namespace Strata.Documents;

/// <summary>What the parser found, in the words of people who write YAML.</summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Position">Where it is.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do about it.</param>
internal readonly record struct YamlSyntaxProblem(DiagnosticCode Code, SourcePosition Position, string Message, string? Hint)
{
    private const string Misplaced = "the indentation does not fit what is above";

    private const string Characters = "write the character itself, or \\U and eight digits";

    /// <summary>Reads what the parser threw: its own exception for most bad input, the framework's for a few shapes.</summary>
    /// <param name="exception">What it threw.</param>
    /// <param name="reached">Where in the text it was.</param>
    /// <param name="text">The whole text.</param>
    public static YamlSyntaxProblem From(Exception exception, Mark reached, string text)
    {
        if (exception is YamlException placed && (placed.End.Index > 0 || placed.Message.Contains("incompatible", StringComparison.Ordinal)))
        {
            var (code, message, hint, atStart) = Explain(placed.Message);
            if (message == Misplaced && !BeginsLine(text, placed.Start))
            {
                (message, hint) = ("something stands behind the end of this line's value", "quote the whole text, or look for a superfluous quote or bracket");
            }

            var isAtEnd = !atStart && placed.Start.Index >= text.AsSpan().TrimEnd().Length;
            return new YamlSyntaxProblem(code, isAtEnd ? EndOf(text) : PlaceOf(atStart || placed.End.Line == 0 ? placed.Start : placed.End), message, hint);
        }

        var near = PlaceOf(reached);
        return exception switch
        {
            YamlException => Unplaced(exception.Message, near),
            ArgumentOutOfRangeException => new(DiagnosticCode.BadEncoding, LastEscape(text, reached), "an escape gives no character", Characters),
            ArgumentException => new(DiagnosticCode.SyntaxError, near, "this is not a valid tag", "remove it, or quote the text if it begins with \"!\""),
            _ => new(DiagnosticCode.SyntaxError, near, "what follows is not well formed", "indent the lines of a list or mapping in brackets deeper than their key, and look for a missing \",\" or bracket"),
        };
    }

    private static bool BeginsLine(string text, Mark mark)
    {
        var end = (int)Math.Clamp(mark.Index, 0, text.Length);
        var start = end - (int)Math.Clamp(mark.Column - 1, 0, end);
        return text.AsSpan(start, end - start).IndexOfAnyExcept(' ', '\t') < 0;
    }

    // The parser sees a further line behind the last one, which no editor shows.
    private static SourcePosition EndOf(string text)
    {
        var written = text.AsSpan().TrimEnd();
        var lines = written.Count('\n') + (written.Contains('\n') ? 0 : written.Count('\r'));
        return new SourcePosition(lines + 1, written.Length - written.LastIndexOfAny('\n', '\r'));
    }

    private static YamlSyntaxProblem Unplaced(string said, SourcePosition near)
    {
        var (code, message, hint, _) = Explain(said);
        return new YamlSyntaxProblem(code, near, message, hint);
    }

    private static (DiagnosticCode Code, string Message, string? Hint, bool AtStart) Explain(string said)
    {
        bool Says(string part) => said.Contains(part, StringComparison.OrdinalIgnoreCase);
        (DiagnosticCode, string, string?, bool) Syntax(string message, string? hint, bool atStart = false) => (DiagnosticCode.SyntaxError, message, hint, atStart);

        return said switch
        {
            _ when Says("tab") && Says("indentation") => (DiagnosticCode.TabIndentation, "a tab is used as indentation", "indent with spaces", false),
            _ when Says("surrogates") => (DiagnosticCode.BadEncoding, "an escape gives half of a surrogate pair, which is no character", Characters, true),
            _ when Says("character escape code") => (DiagnosticCode.BadEncoding, "an escape gives no character", Characters, true),
            _ when Says("unexpected end of stream") => Syntax("this quoted text never ends", "add the closing quote", atStart: true),
            _ when Says("document indicator") => Syntax("this quoted text never ends", "add the closing quote before the line that begins the next document", atStart: true),
            _ when Says("wrong indentation") => Syntax("this line belongs to a quoted text and is not indented", "indent all lines of the text deeper than its key, or add the closing quote"),
            _ when Says("unknown escape") || Says("hexadecimal number") => Syntax("this escape is not known", "in double quotes write \\\\ for a backslash, or use single quotes"),
            _ when Says("mapping values are not allowed") || Says("found invalid mapping") || Says("mapping keys are not allowed") =>
                Syntax("a \":\" cannot stand here", "quote the text if it holds \": \", or check the indentation"),
            _ when Says("simple key") => Syntax("a \":\" is missing after this key", "write key: value, or check the indentation", atStart: true),
            _ when Says("key indicator") => Syntax("a key is expected here", "write key: value"),
            _ when Says("block sequence entries") || Says("sequence entry on same line") => Syntax("a \"-\" cannot stand here", "put each item on a line of its own, beneath its key"),
            _ when Says("block mapping") || Says("block collection") || Says("document start>") || Says("document end>") => Syntax(Misplaced, "line it up with its neighbours", atStart: true),
            _ when Says("block scalar") => Syntax("this block text is not well formed", "write | or > at the end of the line and indent the text beneath it evenly; blank lines above it have no more blanks than it"),
            _ when Says("incompatible") => Syntax("this YAML version is not known", "write %YAML 1.2, or leave the line out"),
            _ when Says("directive") => Syntax("this directive is not well formed", "remove the line that begins with \"%\", or quote a text that begins with it"),
            _ when Says("comment") => Syntax("a comment cannot stand here", "put a space before \"#\", or move the comment to a line of its own; quote a text that holds \" #\""),
            _ when Says("flow sequence") || Says("flow mapping") => Syntax("this list or mapping in brackets is not well formed", "look for a missing \",\" or closing bracket, and indent its lines"),
            _ when Says("cannot start any token") => Syntax("no value can begin with this character", "quote the text", atStart: true),
            _ when Says("node content") => Syntax("a value is missing here", "look for a missing value or closing bracket"),
            _ when Says("more than one anchor") => Syntax("a value has one anchor only", "remove one", atStart: true),
            _ when Says("anchor") => Syntax("an anchor or alias is not well formed", "its name has no blanks and none of []{},"),
            _ when Says("undefined tag handle") => Syntax("this tag's prefix is not declared", "remove the tag, or declare it by a %TAG line", atStart: true),
            _ when Says("tag") => Syntax("this is not a valid tag", "remove it, or quote the text if it begins with \"!\"", atStart: true),
            _ => Syntax("this is not well formed", "check quotes, brackets and indentation here and on the line above"),
        };
    }

    // The parser is then behind the escape that it could make no character of.
    private static SourcePosition LastEscape(string text, Mark reached)
    {
        var length = (int)reached.Index - text.LastIndexOf('\\', (int)reached.Index - 1);
        return new SourcePosition((int)reached.Line, (int)reached.Column - length);
    }

    private static SourcePosition PlaceOf(Mark mark) => new(Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));
}
