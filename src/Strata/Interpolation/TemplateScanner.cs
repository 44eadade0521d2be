namespace Strata.Interpolation;

/// <summary>What stands behind a <c>$</c>.</summary>
internal enum ExpressionKind : byte
{
    /// <summary><c>$$</c>: a dollar sign.</summary>
    Escape,

    /// <summary>A dollar sign that begins no expression, and stands for itself.</summary>
    Literal,

    /// <summary><c>$VAR</c> or <c>${VAR...}</c>.</summary>
    Variable,

    /// <summary><c>${config:path}</c>.</summary>
    Config,

    /// <summary><c>${file:name}</c>.</summary>
    File,

    /// <summary>What begins like an expression and is none.</summary>
    Malformed,
}

/// <summary>What a braced variable does when it is unset or empty.</summary>
internal enum VariableOperator : byte
{
    /// <summary><c>${VAR}</c>.</summary>
    None,

    /// <summary><c>${VAR:-text}</c>, <c>${VAR-text}</c>.</summary>
    Default,

    /// <summary><c>${VAR:?text}</c>, <c>${VAR?text}</c>.</summary>
    Required,

    /// <summary><c>${VAR:+text}</c>, <c>${VAR+text}</c>.</summary>
    Alternative,
}

/// <summary>An expression found in a template. The ranges are of the template's text.</summary>
internal readonly record struct TemplateExpression
{
    public ExpressionKind Kind { get; init; }

    /// <summary>The whole expression, from its <c>$</c> on.</summary>
    public Range Whole { get; init; }

    /// <summary>The variable's name, the path or the file's name.</summary>
    public Range Name { get; init; }

    public VariableOperator Operator { get; init; }

    /// <summary>Whether an empty variable counts as unset: the operator has a colon.</summary>
    public bool EmptyIsUnset { get; init; }

    /// <summary>The text behind the operator, itself a template.</summary>
    public Range Argument { get; init; }

    /// <summary>What is wrong, for <see cref="ExpressionKind.Malformed"/>.</summary>
    public string? Problem { get; init; }
}

/// <summary>
/// Finds the expressions of a template: the grammar of Compose files (docs.docker.com/reference/compose-file/interpolation), and
/// <c>${config:path}</c> and <c>${file:name}</c> beyond it. A name is <c>[A-Za-z_][A-Za-z0-9_]*</c>; the first operator behind
/// it counts; braces inside an argument pair up.
/// </summary>
internal static class TemplateScanner
{
    /// <summary>Reads the expression that begins with the <c>$</c> at a place.</summary>
    /// <param name="text">The template.</param>
    /// <param name="at">The place of the <c>$</c>.</param>
    /// <param name="end">Where the template, or the part of it that is evaluated, ends.</param>
    public static TemplateExpression Read(string text, int at, int end)
    {
        var next = at + 1 < end ? text[at + 1] : '\0';
        if (next == '$')
        {
            return new TemplateExpression { Kind = ExpressionKind.Escape, Whole = at..(at + 2) };
        }

        if (IsNameStart(next))
        {
            var nameEnd = EndOfName(text, at + 1, end);
            return new TemplateExpression { Kind = ExpressionKind.Variable, Whole = at..nameEnd, Name = (at + 1)..nameEnd };
        }

        return next == '{' ? ReadBraced(text, at, end) : new TemplateExpression { Kind = ExpressionKind.Literal, Whole = at..(at + 1) };
    }

    private static TemplateExpression ReadBraced(string text, int at, int end)
    {
        var close = ClosingBrace(text, at + 1, end);
        if (close < 0)
        {
            return Malformed(at..end, "this ${ is never closed");
        }

        var whole = at..(close + 1);
        var nameStart = at + 2;
        if (nameStart == close)
        {
            return Malformed(whole, "the variable's name is missing");
        }

        if (!IsNameStart(text[nameStart]))
        {
            return Malformed(whole, "a variable's name begins with a letter or an underscore");
        }

        var nameEnd = EndOfName(text, nameStart, close);
        var rest = text.AsSpan(nameEnd, close - nameEnd);
        var name = nameStart..nameEnd;
        if (rest.IsEmpty)
        {
            return new TemplateExpression { Kind = ExpressionKind.Variable, Whole = whole, Name = name };
        }

        var colon = rest[0] == ':';
        var sign = colon && rest.Length > 1 ? rest[1] : rest[0];
        var operation = sign switch
        {
            '-' => VariableOperator.Default,
            '?' => VariableOperator.Required,
            '+' => VariableOperator.Alternative,
            _ => VariableOperator.None,
        };
        if (operation != VariableOperator.None)
        {
            return new TemplateExpression
            {
                Kind = ExpressionKind.Variable,
                Whole = whole,
                Name = name,
                Operator = operation,
                EmptyIsUnset = colon,
                Argument = (nameEnd + (colon ? 2 : 1))..close,
            };
        }

        var prefix = text.AsSpan(nameStart, nameEnd - nameStart);
        if (colon && prefix is "config" or "file")
        {
            return rest.Length == 1
                ? Malformed(whole, prefix is "config" ? "the path is missing" : "the file's name is missing")
                : new TemplateExpression { Kind = prefix is "config" ? ExpressionKind.Config : ExpressionKind.File, Whole = whole, Name = (nameEnd + 1)..close };
        }

        return Malformed(whole, colon
            ? $"behind \"{prefix}:\" one of -, ? and + is expected"
            : $"\"{rest[0]}\" cannot stand in a variable's name");
    }

    // How far behind a "}" that would do the one that pairs up is looked for: a bound, so that no text takes quadratic time.
    private const int LongestFallback = 4096;

    // Every "{" pairs with a "}", so that a default may be JSON; a text in which they do not pair up falls back to those of "${" alone.
    private static int ClosingBrace(string text, int open, int end)
    {
        var strict = -1;
        var depth = 0;
        var templateDepth = 0;
        for (var i = open; i < end && (strict < 0 || i - strict < LongestFallback); i++)
        {
            if (text[i] == '{')
            {
                depth++;
                templateDepth += text[i - 1] == '$' ? 1 : 0;
            }
            else if (text[i] == '}')
            {
                if (--depth == 0)
                {
                    return i;
                }

                if (templateDepth > 0 && --templateDepth == 0 && strict < 0)
                {
                    strict = i;
                }
            }
        }

        return strict;
    }

    private static TemplateExpression Malformed(Range whole, string problem) =>
        new() { Kind = ExpressionKind.Malformed, Whole = whole, Problem = problem };

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static int EndOfName(string text, int start, int end)
    {
        var at = start;
        while (at < end && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
        {
            at++;
        }

        return at;
    }
}
