using System.Text.Json;

namespace Strata.Documents;

/// <summary>
/// What is wrong with a JSON text, in the words of people who write it. Found from the text itself: the messages of the
/// framework's reader say how it works, and are left out of small native programs.
/// </summary>
/// <param name="Offset">The byte that is at fault.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do about it.</param>
internal readonly record struct JsonSyntaxProblem(int Offset, string Message, string? Hint)
{
    /// <param name="text">The whole text.</param>
    /// <param name="failed">Where the reader gave up.</param>
    /// <param name="consumed">How far the reader had accepted the text.</param>
    /// <param name="previous">The token that it accepted last.</param>
    /// <param name="within">The bracket that is open: <c>{</c>, <c>[</c>, or 0 for none.</param>
    public static JsonSyntaxProblem Explain(ReadOnlySpan<byte> text, int failed, int consumed, JsonTokenType previous, byte within)
    {
        var start = consumed + Math.Max(0, text[consumed..].IndexOfAnyExcept(" \t\r\n"u8));
        if (failed > start && start < text.Length)
        {
            return text[start] == '"' ? InText(text, start, failed) : NoValue(start);
        }

        if (failed >= text.Length)
        {
            return new JsonSyntaxProblem(text.Length, "the file ends too early", "look for a missing closing bracket, quote or value");
        }

        var found = text[failed];
        var before = text[..failed].TrimEnd(" \t\r\n"u8);
        var comma = before is [.., (byte)','];
        return found switch
        {
            (byte)'}' or (byte)']' when comma =>
                new JsonSyntaxProblem(before.Length - 1, "a comma stands before the closing bracket", "JSON allows no trailing comma: remove it"),
            (byte)'/' or (byte)'#' => new JsonSyntaxProblem(failed, "JSON has no comments", "remove it, or write the file in YAML or TOML"),
            (byte)'\'' => new JsonSyntaxProblem(failed, "JSON knows no single quotes", "write double quotes"),
            _ when within == 0 && previous != JsonTokenType.None =>
                new JsonSyntaxProblem(failed, "something stands behind the end of the document", "a JSON file holds one value: remove the rest"),
            _ when previous == JsonTokenType.PropertyName && before is not [.., (byte)':'] =>
                new JsonSyntaxProblem(failed, "a \":\" is expected behind the key", "write \"key\": value"),
            _ when previous == JsonTokenType.PropertyName => NoValue(failed),
            _ when within == '{' && (comma || previous == JsonTokenType.StartObject) =>
                new JsonSyntaxProblem(failed, "a key in double quotes is expected here", found == ',' ? "remove the comma" : "write \"key\": value"),
            (byte)'}' or (byte)']' when within != 0 =>
                new JsonSyntaxProblem(failed, "this bracket closes another kind than was opened", "look for a missing or superfluous bracket"),
            _ when within == 0 || comma || previous == JsonTokenType.StartArray => NoValue(failed),
            _ => new JsonSyntaxProblem(failed, "a \",\" or a closing bracket is expected here", "separate values by commas"),
        };
    }

    private static JsonSyntaxProblem InText(ReadOnlySpan<byte> text, int start, int failed)
    {
        if (failed >= text.Length)
        {
            return new JsonSyntaxProblem(start, "this text never ends", "add the closing quote");
        }

        return text[failed] < 0x20
            ? new JsonSyntaxProblem(failed, "a line break or tab cannot stand inside a text", "write it as \\n or \\t, or add the closing quote before it")
            : new JsonSyntaxProblem(failed, "this escape is not known", "write \\\\ for a backslash; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX");
    }

    private static JsonSyntaxProblem NoValue(int offset) =>
        new(offset, "this is no JSON value", "text takes double quotes; numbers are decimal, without leading zeros; the words are true, false and null");
}
