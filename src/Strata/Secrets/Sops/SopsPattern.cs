using System.Text;
using System.Text.RegularExpressions;

namespace Strata.Secrets.Sops;

/// <summary>
/// A regular expression of a SOPS file. SOPS has RE2, which finds a match in time linear in the text; so does .NET's engine without
/// backtracking, and what the two write differently is respelled: <c>\d</c>, <c>\w</c> and <c>\s</c> are ASCII, <c>$</c> is the very
/// end, <c>(?P&lt;name&gt;...)</c> is a group, <c>[[:alpha:]]</c> a class. Immutable.
/// </summary>
internal sealed class SopsPattern
{
    private const int MaxLength = 4096;

    private readonly Regex _regex;

    private SopsPattern(Regex regex)
    {
        _regex = regex;
    }

    /// <summary>Reads a pattern; null where it is none, or one of a kind that is not supported.</summary>
    public static SopsPattern? Read(string pattern)
    {
        if (pattern.Length > MaxLength || Respell(pattern) is not { } respelled)
        {
            return null;
        }

        try
        {
            return new SopsPattern(new Regex(respelled, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether a text has a match anywhere.</summary>
    public bool Matches(string text) => _regex.IsMatch(text);

    private static string? Respell(string pattern)
    {
        var result = new StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\')
            {
                if (++i == pattern.Length || Escape(pattern[i], inClass) is not { } escape)
                {
                    return null;
                }

                result.Append(escape);
            }
            else if (inClass)
            {
                if (pattern.AsSpan(i).StartsWith("[:"))
                {
                    var end = pattern.IndexOf(":]", i + 2, StringComparison.Ordinal);
                    if (end < 0 || NamedClass(pattern[(i + 2)..end]) is not { } members)
                    {
                        return null;
                    }

                    result.Append(members);
                    i = end + 1;
                    continue;
                }

                // A bracket within a class is itself; .NET would take "-[" for a subtraction.
                result.Append(c == '[' ? @"\[" : c.ToString());
                inClass = c != ']';
            }
            else if (c == '[')
            {
                inClass = true;
                result.Append(c);
                i += CopyClassStart(pattern.AsSpan(i + 1), result);
            }
            else if (pattern.AsSpan(i).StartsWith("(?P<"))
            {
                result.Append("(?<");
                i += 3;
            }
            else
            {
                result.Append(c == '$' ? @"\z" : c.ToString());
            }
        }

        return inClass ? null : result.ToString();
    }

    // "]" is a member where it is the first.
    private static int CopyClassStart(ReadOnlySpan<char> rest, StringBuilder result)
    {
        var length = rest is ['^', ..] ? 1 : 0;
        result.Append(rest[..length]);
        if (rest[length..] is [']', ..])
        {
            result.Append(@"\]");
            length++;
        }

        return length;
    }

    // Null for what .NET reads as something else, or not at all.
    private static string? Escape(char c, bool inClass) => c switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
        's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
        'D' when !inClass => "[^0-9]",
        'W' when !inClass => "[^0-9A-Za-z_]",
        'S' when !inClass => @"[^\t\n\f\r ]",
        'A' or 'z' or 'b' or 'B' when !inClass => $"\\{c}",
        'a' or 'f' or 't' or 'n' or 'r' or 'v' or 'p' or 'P' or 'x' => $"\\{c}",
        _ when char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) => $"\\{c}",
        _ => null,
    };

    private static string? NamedClass(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\x00-\x7F",
        "blank" => @"\t ",
        "cntrl" => @"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };
}
