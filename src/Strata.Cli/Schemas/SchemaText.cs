using System.Text;
using Strata.Output;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>Writes a schema as JSON that people will go on editing: what fits on a line stands on one.</summary>
internal sealed class SchemaText
{
    private const int Width = 120;

    private readonly StringBuilder _text = new();

    // What each mapping and list is on one line; null for one that does not fit.
    private readonly Dictionary<ConfigNode, string?> _lines = new(ReferenceEqualityComparer.Instance);

    private SchemaText()
    {
    }

    /// <summary>The text, with a newline at its end.</summary>
    public static string Of(ConfigNode schema)
    {
        var text = new SchemaText();
        text.Write(schema, indent: 0, column: 0, isMap: false);
        return text._text.Append('\n').ToString();
    }

    // As deep as the schema nests, whose file has a limit.
    private void Write(ConfigNode node, int indent, int column, bool isMap)
    {
        if (!isMap && LineOf(node) is { } line && (node is ScalarNode || column + line.Length <= Width))
        {
            _text.Append(line);
            return;
        }

        var separator = node is MappingNode ? '{' : '[';
        if (node is MappingNode mapping)
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                Start(ref separator, indent + 2);
                var key = Quoted(entry.Key) + ": ";
                _text.Append(key);

                // One property a line, however few there are.
                Write(entry.Value, indent + 2, indent + 3 + key.Length, entry.Key is "properties" or "definitions" or "$defs" && entry.Value is MappingNode { Count: > 0 });
            }
        }
        else
        {
            foreach (var item in (SequenceNode)node)
            {
                Start(ref separator, indent + 2);
                Write(item, indent + 2, indent + 3, isMap: false);
            }
        }

        _text.Append('\n').Append(' ', indent).Append(node is MappingNode ? '}' : ']');
    }

    private void Start(ref char separator, int indent)
    {
        _text.Append(separator).Append('\n').Append(' ', indent);
        separator = ',';
    }

    private string? LineOf(ConfigNode node)
    {
        if (node is ScalarNode scalar)
        {
            return ScalarOf(scalar);
        }

        if (!_lines.TryGetValue(node, out var line))
        {
            _lines[node] = line = node is MappingNode mapping
                ? Joined("{ ", mapping.Select(entry => (Key: Quoted(entry.Key) + ": ", Line: entry.Key is "properties" && entry.Value is MappingNode { Count: > 0 } ? null : LineOf(entry.Value))), " }")
                : Joined("[", ((SequenceNode)node).Select(item => (Key: "", Line: LineOf(item))), "]");
        }

        return line;
    }

    private static string? Joined(string start, IEnumerable<(string Key, string? Line)> parts, string end)
    {
        var line = new StringBuilder(start);
        foreach (var (key, part) in parts)
        {
            if (part is null || line.Length + key.Length + part.Length > Width)
            {
                return null;
            }

            line.Append(line.Length == start.Length ? "" : ", ").Append(key).Append(part);
        }

        return line.Length == start.Length ? (start[0] == '{' ? "{}" : "[]") : line.Append(end).ToString();
    }

    private static string ScalarOf(ScalarNode scalar)
    {
        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        JsonWriter.Write(scalar, default, output);
        output.Flush();
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length - 1);
    }

    private static string Quoted(string key) => ScalarOf(ScalarNode.Of(key));
}
