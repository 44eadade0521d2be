using System.Globalization;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Output;

/// <summary>Writes a tree as YAML that readers of YAML 1.1 and 1.2 take for the same tree: block style, two spaces a level.</summary>
internal sealed class YamlWriter
{
    // A key before ":" may have 1,024 characters at most; an escaped one takes up to six for each.
    private const int LongestSimpleKey = 128;

    private readonly Utf8Output _output;

    private YamlWriter(Utf8Output output)
    {
        _output = output;
    }

    public static void Write(ConfigNode root, Sensitivity.Cursor secrets, Utf8Output output)
    {
        var writer = new YamlWriter(output);
        switch (root)
        {
            case MappingNode { Count: > 0 } mapping:
                writer.WriteMapping(mapping, secrets, 0, continues: false);
                break;
            case SequenceNode { Count: > 0 } sequence:
                writer.WriteSequence(sequence, secrets, 0, continues: false);
                break;
            default:
                writer.WriteLeaf(root, secrets, indent: -1);
                break;
        }
    }

    /// <param name="mapping">What to write; not empty.</param>
    /// <param name="secrets">What of it is masked.</param>
    /// <param name="indent">The column of its keys.</param>
    /// <param name="continues">Whether the first key stands on a line that was begun.</param>
    private void WriteMapping(MappingNode mapping, Sensitivity.Cursor secrets, int indent, bool continues)
    {
        var keys = secrets.KeysOf(mapping);
        for (var i = 0; i < mapping.Count; i++)
        {
            ref readonly var entry = ref mapping.Entries[i];
            var key = keys?[i] ?? entry.Key;
            _output.WriteSpaces(continues ? 0 : indent);
            continues = false;
            var inner = secrets.Enter(entry.Key, entry.Value);
            if (key.Length <= LongestSimpleKey)
            {
                WriteText(key, YamlText.StyleOfKey(key), indent);
                _output.Write((byte)':');
                WriteValue(entry.Value, inner, indent);
            }
            else
            {
                _output.Write("? "u8);
                WriteText(key, YamlText.StyleOfKey(key), indent);
                _output.Write((byte)'\n');
                _output.WriteSpaces(indent);
                _output.Write((byte)':');
                WriteItem(entry.Value, inner, indent);
            }
        }
    }

    private void WriteSequence(SequenceNode sequence, Sensitivity.Cursor secrets, int indent, bool continues)
    {
        for (var i = 0; i < sequence.Count; i++)
        {
            _output.WriteSpaces(continues ? 0 : indent);
            continues = false;
            _output.Write((byte)'-');
            WriteItem(sequence[i], secrets.Enter(i, sequence[i]), indent);
        }
    }

    // Behind "key:": a mapping or list begins on a line of its own.
    private void WriteValue(ConfigNode node, Sensitivity.Cursor secrets, int indent)
    {
        switch (node)
        {
            case MappingNode { Count: > 0 } mapping:
                _output.Write((byte)'\n');
                WriteMapping(mapping, secrets, indent + 2, continues: false);
                break;
            case SequenceNode { Count: > 0 } sequence:
                _output.Write((byte)'\n');
                WriteSequence(sequence, secrets, indent + 2, continues: false);
                break;
            default:
                _output.Write((byte)' ');
                WriteLeaf(node, secrets, indent);
                break;
        }
    }

    // Behind "-", and behind the ":" of a long key: a mapping or list begins on the same line.
    private void WriteItem(ConfigNode node, Sensitivity.Cursor secrets, int indent)
    {
        _output.Write((byte)' ');
        switch (node)
        {
            case MappingNode { Count: > 0 } mapping:
                WriteMapping(mapping, secrets, indent + 2, continues: true);
                break;
            case SequenceNode { Count: > 0 } sequence:
                WriteSequence(sequence, secrets, indent + 2, continues: true);
                break;
            default:
                WriteLeaf(node, secrets, indent);
                break;
        }
    }

    private void WriteLeaf(ConfigNode node, Sensitivity.Cursor secrets, int indent)
    {
        if (node is ScalarNode scalar)
        {
            WriteScalar(scalar, secrets, indent);
        }
        else
        {
            _output.Write(node is MappingNode ? "{}"u8 : "[]"u8);
        }

        _output.Write((byte)'\n');
    }

    private void WriteScalar(ScalarNode scalar, Sensitivity.Cursor secrets, int indent)
    {
        var shown = secrets.TextOf(scalar);
        if (!ReferenceEquals(shown, scalar.Text) || scalar.Type == ScalarType.String)
        {
            WriteText(shown, YamlText.StyleOf(shown, allowLines: indent >= 0), indent);
            return;
        }

        _output.Write(scalar.Type switch
        {
            ScalarType.Null => "null",
            ScalarType.Float => NumberSpelling.Yaml(scalar.Text),
            _ => scalar.ToInvariantText(),
        });
    }

    private void WriteText(ReadOnlySpan<char> text, YamlStyle style, int indent)
    {
        switch (style)
        {
            case YamlStyle.Plain:
                _output.Write(text);
                break;
            case YamlStyle.SingleQuoted:
                WriteSingleQuoted(text);
                break;
            case YamlStyle.DoubleQuoted:
                WriteDoubleQuoted(text);
                break;
            default:
                WriteLiteral(text, indent + 2);
                break;
        }
    }

    private void WriteSingleQuoted(ReadOnlySpan<char> text)
    {
        _output.Write((byte)'\'');
        for (int at; (at = text.IndexOf('\'')) >= 0; text = text[(at + 1)..])
        {
            _output.Write(text[..at]);
            _output.Write("''"u8);
        }

        _output.Write(text);
        _output.Write((byte)'\'');
    }

    private void WriteDoubleQuoted(ReadOnlySpan<char> text)
    {
        _output.Write((byte)'"');
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is not ('"' or '\\' or '\n' or '\t') && !YamlText.NeedsEscape(c))
            {
                continue;
            }

            _output.Write(text[start..i]);
            WriteEscape(c);
            start = i + 1;
        }

        _output.Write(text[start..]);
        _output.Write((byte)'"');
    }

    private void WriteEscape(char c)
    {
        var letter = c switch
        {
            '"' or '\\' => c,
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            _ => 'u',
        };
        _output.Write((byte)'\\');
        _output.Write((byte)letter);
        if (letter == 'u')
        {
            Span<char> digits = stackalloc char[4];
            ((int)c).TryFormat(digits, out _, "x4", CultureInfo.InvariantCulture);
            _output.Write(digits);
        }
    }

    // The last line's break is the caller's, as behind every value.
    private void WriteLiteral(ReadOnlySpan<char> text, int indent)
    {
        _output.Write((byte)'|');
        if (text[0] is ' ' or '\n')
        {
            // Otherwise a reader would take these spaces for indentation.
            _output.Write((byte)'2');
        }

        if (text[^1] == '\n')
        {
            text = text[..^1];
        }
        else
        {
            _output.Write((byte)'-');
        }

        foreach (var line in text.Split('\n'))
        {
            _output.Write((byte)'\n');
            if (!text[line].IsEmpty)
            {
                _output.WriteSpaces(indent);
                _output.Write(text[line]);
            }
        }
    }
}
