using System.Text;

namespace Strata.Tests.Documents.Yaml;

/// <summary>Writes a YAML text of every construct that two readers should understand alike, its layout as odd as YAML allows.</summary>
internal sealed class RandomYaml
{
    private static readonly string[] Words = ["a", "key", "x y", "é", "😀", "12", "1.5", "true", "~", "null", "a-b", "a:b", "x#y", "http://h/p?q=1", "-1", "?a", "<<", "=", "a, b", "it's", "C:\\d", "${A:-b}"];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private int _anchors;

    private RandomYaml(int seed) => _random = new Random(seed);

    public static string Of(int seed)
    {
        var writer = new RandomYaml(seed);
        writer.WriteStream();
        var text = writer._text.ToString();
        return seed % 5 == 0 ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text;
    }

    private bool OneIn(int count) => _random.Next(count) == 0;

    private void WriteStream()
    {
        var documents = 1 + (OneIn(4) ? _random.Next(3) : 0);
        for (var i = 0; i < documents; i++)
        {
            _anchors = 0;
            WriteFiller();
            if (i > 0 || OneIn(2))
            {
                _text.Append(OneIn(3) ? "--- # c\n" : "---\n");
            }

            WriteBlock(0, 4, isDashAllowed: true);
            if (OneIn(3))
            {
                _text.Append("...\n");
            }
        }

        WriteFiller();
    }

    private void WriteFiller()
    {
        while (OneIn(4))
        {
            _text.Append(_random.Next(4) switch { 0 => "\n", 1 => "   \n", 2 => "# c: [\n", _ => "     # - é\n" });
        }
    }

    // A mapping or list whose first line stands in this column already.
    private void WriteBlock(int indent, int depth, bool isDashAllowed)
    {
        var isList = isDashAllowed && OneIn(2);
        var count = 1 + _random.Next(4);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
            {
                WriteFiller();
            }

            if (i > 0 || _text.Length == 0 || _text[^1] == '\n')
            {
                _text.Append(' ', indent);
            }

            if (isList)
            {
                _text.Append('-');
                WriteValue(indent, depth - 1, isInList: true);
            }
            else
            {
                WriteKey(i);
                WriteValue(indent, depth - 1, isInList: false);
            }
        }
    }

    private void WriteKey(int number)
    {
        WriteProperties(isKey: true);
        _text.Append(_random.Next(6) switch
        {
            0 => $"\"k{number} \\u00e9: \"",
            1 => $"'k{number} # '",
            2 => $"é{number} 😀",
            _ => $"k{number}",
        });
        _text.Append(OneIn(6) ? " :" : ":");
    }

    private void WriteValue(int indent, int depth, bool isInList)
    {
        var kind = _random.Next(depth > 0 ? 12 : 7);
        if (kind == 0)
        {
            _text.Append(OneIn(2) ? " # c\n" : "\n");
            return;
        }

        _text.Append(' ', 1 + (OneIn(5) ? _random.Next(3) : 0));
        if (kind == 1 && _anchors > 0)
        {
            _text.Append("*a").Append(_random.Next(_anchors));
            WriteLineEnd();
        }
        else if (kind == 2)
        {
            WriteProperties(isKey: false);
            WriteBlockText(indent);
        }
        else if (kind < 7)
        {
            WriteProperties(isKey: false);
            WriteScalar(indent + 1 + _random.Next(3), isFlow: false);
            WriteLineEnd();
        }
        else if (kind < 9)
        {
            WriteProperties(isKey: false);
            WriteFlow(indent + 1 + _random.Next(3), depth);
            WriteLineEnd();
        }
        else if (isInList && kind == 9)
        {
            WriteBlock(_text.Length - 1 - _text.ToString().LastIndexOf('\n'), depth, isDashAllowed: true);
        }
        else
        {
            WriteProperties(isKey: false);
            _text.Length -= _text[^1] == ' ' ? 1 : 0;
            WriteLineEnd();
            WriteFiller();
            var deeper = indent + 1 + _random.Next(4);
            WriteBlock(deeper, depth, isDashAllowed: true);
        }
    }

    private void WriteProperties(bool isKey)
    {
        if (OneIn(8))
        {
            _text.Append(_random.Next(isKey ? 1 : 4) switch { 0 => "!t ", 1 => "!!str ", 2 => "! ", _ => "!by:k " });
        }

        if (OneIn(8))
        {
            _text.Append("&a").Append(_anchors++).Append(' ');
        }
    }

    private void WriteLineEnd() => _text.Append(_random.Next(5) switch { 0 => " # c\n", 1 => "  \n", _ => "\n" });

    private string Break(int indent)
    {
        var lines = new StringBuilder(OneIn(3) ? " \n" : "\n");
        while (OneIn(4))
        {
            lines.Append(OneIn(2) ? "\n" : "  \n");
        }

        return lines.Append(' ', indent).ToString();
    }

    private void WriteScalar(int indent, bool isFlow)
    {
        var lines = Enumerable.Range(0, OneIn(4) ? 1 + _random.Next(3) : 1).Select(_ => Words[_random.Next(Words.Length)]).ToArray();
        switch (_random.Next(3))
        {
            case 0 when !isFlow || lines.All(static line => !line.AsSpan().ContainsAny("?,{}")):
                _text.AppendJoin(Break(indent), lines);
                break;
            case 1:
                _text.Append('\'').AppendJoin(Break(indent), lines.Select(static line => line.Replace("'", "''", StringComparison.Ordinal))).Append('\'');
                break;
            default:
                string[] joins = [Break(indent), $"\\\n{new string(' ', indent)}", "\\n", "\\t\\x41\\\"", "\\ud83d\\ude00"];
                _text.Append('"').AppendJoin(joins[_random.Next(joins.Length)], lines.Select(static line => line.Replace("\\", "\\\\", StringComparison.Ordinal))).Append('"');
                break;
        }
    }

    private void WriteBlockText(int indent)
    {
        var inner = indent + 1 + _random.Next(3);
        _text.Append(OneIn(2) ? '|' : '>').Append(OneIn(4) ? (inner - indent).ToString(System.Globalization.CultureInfo.InvariantCulture) : "").Append(_random.Next(3) switch { 0 => "-", 1 => "+", _ => "" });
        WriteLineEnd();
        var lines = 1 + _random.Next(4);
        for (var i = 0; i < lines; i++)
        {
            while (OneIn(5))
            {
                _text.Append('\n');
            }

            _text.Append(' ', inner + (i > 0 && OneIn(4) ? 2 : 0)).Append(Words[_random.Next(Words.Length)]).Append(OneIn(6) ? " # text\n" : "\n");
        }
    }

    private void WriteFlow(int indent, int depth)
    {
        var isList = OneIn(2);
        var count = _random.Next(4);
        _text.Append(isList ? '[' : '{');
        for (var i = 0; i < count; i++)
        {
            _text.Append(i > 0 ? "," : "").Append(_random.Next(5) switch { 0 => Break(indent), 1 => $" # c\n{new string(' ', indent)}", 2 => "", _ => " " });
            if (!isList)
            {
                _text.Append(OneIn(4) ? $"\"k{i}\":" : $"k{i}: ");
            }
            else if (OneIn(8))
            {
                _text.Append('p').Append(i).Append(": ");
            }

            if (depth > 0 && OneIn(3))
            {
                WriteFlow(indent, depth - 1);
            }
            else
            {
                WriteScalar(indent, isFlow: true);
            }
        }

        _text.Append(count > 0 && OneIn(5) ? " ," : "").Append(isList ? ']' : '}');
    }
}
