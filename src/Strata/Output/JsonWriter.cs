using System.Buffers;
using System.Globalization;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Output;

/// <summary>Writes a tree as JSON (RFC 8259), two spaces a level.</summary>
internal sealed class JsonWriter
{
    // What a JSON text must escape, and the two line separators that JavaScript once could not read.
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (char)c), '"', '\\', '\u007F', '\u2028', '\u2029']);

    private readonly Utf8Output _output;

    private JsonWriter(Utf8Output output)
    {
        _output = output;
    }

    public static void Write(ConfigNode root, Sensitivity.Cursor secrets, Utf8Output output)
    {
        new JsonWriter(output).WriteNode(root, secrets, 0);
        output.Write((byte)'\n');
    }

    /// <summary>Writes a text as a JSON string.</summary>
    public static void WriteString(Utf8Output output, ReadOnlySpan<char> text)
    {
        output.Write((byte)'"');
        for (int at; (at = text.IndexOfAny(Escaped)) >= 0; text = text[(at + 1)..])
        {
            output.Write(text[..at]);
            WriteEscape(output, text[at]);
        }

        output.Write(text);
        output.Write((byte)'"');
    }

    private static void WriteEscape(Utf8Output output, char c)
    {
        var letter = c switch
        {
            '"' or '\\' => c,
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\b' => 'b',
            '\f' => 'f',
            _ => 'u',
        };
        output.Write((byte)'\\');
        output.Write((byte)letter);
        if (letter == 'u')
        {
            Span<char> digits = stackalloc char[4];
            ((int)c).TryFormat(digits, out _, "x4", CultureInfo.InvariantCulture);
            output.Write(digits);
        }
    }

    private void WriteNode(ConfigNode node, Sensitivity.Cursor secrets, int indent)
    {
        switch (node)
        {
            case MappingNode mapping:
                WriteMapping(mapping, secrets, indent);
                break;
            case SequenceNode sequence:
                WriteSequence(sequence, secrets, indent);
                break;
            case ScalarNode scalar:
                WriteScalar(scalar, secrets);
                break;
        }
    }

    private void WriteMapping(MappingNode mapping, Sensitivity.Cursor secrets, int indent)
    {
        if (mapping.Count == 0)
        {
            _output.Write("{}"u8);
            return;
        }

        var separator = (byte)'{';
        var keys = secrets.KeysOf(mapping);
        for (var i = 0; i < mapping.Count; i++)
        {
            ref readonly var entry = ref mapping.Entries[i];
            StartItem(separator, indent);
            WriteString(_output, keys?[i] ?? entry.Key);
            _output.Write(": "u8);
            WriteNode(entry.Value, secrets.Enter(entry.Key, entry.Value), indent + 2);
            separator = (byte)',';
        }

        End((byte)'}', indent);
    }

    private void WriteSequence(SequenceNode sequence, Sensitivity.Cursor secrets, int indent)
    {
        if (sequence.Count == 0)
        {
            _output.Write("[]"u8);
            return;
        }

        for (var i = 0; i < sequence.Count; i++)
        {
            StartItem(i == 0 ? (byte)'[' : (byte)',', indent);
            WriteNode(sequence[i], secrets.Enter(i, sequence[i]), indent + 2);
        }

        End((byte)']', indent);
    }

    private void StartItem(byte separator, int indent)
    {
        _output.Write(separator);
        _output.Write((byte)'\n');
        _output.WriteSpaces(indent + 2);
    }

    private void End(byte bracket, int indent)
    {
        _output.Write((byte)'\n');
        _output.WriteSpaces(indent);
        _output.Write(bracket);
    }

    private void WriteScalar(ScalarNode scalar, Sensitivity.Cursor secrets)
    {
        var shown = secrets.TextOf(scalar);
        if (!ReferenceEquals(shown, scalar.Text) || scalar.Type == ScalarType.String)
        {
            WriteString(_output, shown);
            return;
        }

        switch (scalar.Type)
        {
            case ScalarType.Null:
                _output.Write("null"u8);
                break;
            case ScalarType.Float when NumberSpelling.Json(scalar.Text) is { } number:
                _output.Write(number);
                break;
            case ScalarType.Float:
                WriteString(_output, NumberSpelling.Yaml(scalar.Text));
                break;
            default:
                _output.Write(scalar.ToInvariantText());
                break;
        }
    }
}
