using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>
/// Reads protocol buffers' text format for messages whose fields are listed: <c>config/name</c> for the text <c>name</c> in the message
/// <c>config</c>. A field that is not listed, of another kind, or twice where it may stand once, is an error, as it is for the server.
/// </summary>
internal sealed partial class TextProto
{
    private readonly IReadOnlyDictionary<string, Kind> _fields;
    private readonly string[] _tokens;
    private int _at;

    private TextProto(string text, IReadOnlyDictionary<string, Kind> fields)
    {
        _fields = fields;
        _tokens = [.. Token().Matches(text).Select(static match => match.Value).Where(static token => !string.IsNullOrWhiteSpace(token) && token[0] != '#')];
        Assert.Equal(text.Length, Token().Matches(text).Sum(static match => match.Length));
    }

    internal enum Kind
    {
        Text,
        Number,
        Numbers,
        Message,
        Messages,
    }

    /// <summary>The values in their order, each with the fields that lead to it: <c>config/name=mood</c>.</summary>
    public static List<string> Read(string text, IReadOnlyDictionary<string, Kind> fields)
    {
        var proto = new TextProto(text, fields);
        var values = new List<string>();
        proto.ReadMessage("", values, isWhole: true);
        return values;
    }

    private void ReadMessage(string path, List<string> values, bool isWhole)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (isWhole ? _at < _tokens.Length : _tokens[_at] != "}")
        {
            var field = path + _tokens[_at++];
            Assert.True(_fields.TryGetValue(field, out var kind), $"there is no field {field}");
            Assert.True(seen.Add(field) || kind is Kind.Messages or Kind.Numbers, $"{field} stands twice");
            if (kind is Kind.Message or Kind.Messages)
            {
                _at += _tokens[_at] == ":" ? 1 : 0;
                Assert.Equal("{", _tokens[_at++]);
                ReadMessage($"{field}/", values, isWhole: false);
                Assert.Equal("}", _tokens[_at++]);
            }
            else
            {
                Assert.Equal(":", _tokens[_at++]);
                var token = _tokens[_at++];
                values.Add($"{field}={(kind == Kind.Text ? Unquoted(token) : long.Parse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))}");
            }
        }
    }

    private static string Unquoted(string token)
    {
        Assert.True(token.Length > 1 && token[0] == '"' && token[^1] == '"', token);
        return Regex.Replace(token[1..^1], @"\\(.)", static match => match.Groups[1].Value is "\\" or "\"" ? match.Groups[1].Value : throw new FormatException(match.Value));
    }

    [GeneratedRegex("""\s+|#[^\n]*|[{}:]|"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9_-]+""")]
    private static partial Regex Token();
}
