using Strata.Values;
using YamlDotNet.Core;

namespace Strata.Documents;

/// <summary>Says in the words of people who write YAML what the parser found.</summary>
internal static class YamlSyntaxProblem
{
    /// <summary>Where the parser stopped; for a text that never ends, where it began.</summary>
    public static SourcePosition PositionOf(YamlException exception)
    {
        var unended = exception.Message.Contains("unexpected end of stream", StringComparison.Ordinal);
        var mark = unended || exception.End.Line == 0 ? exception.Start : exception.End;
        return new SourcePosition(Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));
    }

    /// <summary>The message, and what to do about it.</summary>
    public static (string Message, string? Hint) Explain(string message)
    {
        bool Has(string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);

        return message switch
        {
            _ when Has("quoted scalar") && Has("end of stream") => ("this quoted text never ends", "add the closing quote"),
            _ when Has("mapping values are not allowed") || Has("invalid mapping") =>
                ("a \":\" cannot stand here", "quote the text if it holds \": \", or check the indentation"),
            _ when Has("simple key") => ("a \":\" is missing after this key", "write key: value, or check the indentation"),
            _ when Has("block mapping") || Has("<block end>") || Has("block collection") => ("the indentation does not fit what is above", "line it up with its neighbours"),
            _ when Has("flow sequence") || Has("flow mapping") || Has("no more tokens") => ("this list or mapping in brackets is not well formed", "look for a missing \",\" or closing bracket, and indent its lines"),
            _ when Has("cannot start any token") || Has("unexpected character") => ("no value can begin with this character", "quote the text"),
            _ when Has("unknown escape") => ("this escape is not known", "in double quotes write \\\\ for a backslash, or use single quotes"),
            _ when Has("duplicate") && Has("directive") => ("this directive is given twice", "remove one"),
            _ when Has("valid URIs") => ("this is not a valid tag", "remove it, or quote the text if it begins with \"!\""),
            _ => (Lowered(message), null),
        };
    }

    private static string Lowered(string message)
    {
        var text = message.TrimEnd('.').ReplaceLineEndings(" ");
        return text.Length > 0 && char.IsUpper(text[0]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
