using System.Text;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>
/// Reads a file of variables as Docker Compose does: <c>KEY=value</c> lines, <c>export</c> before them, <c>#</c> comments; single
/// quotes keep everything but <c>\'</c> as it is, double quotes know the usual escapes, and outside single quotes <c>${OTHER}</c> is put in.
/// Quoted values may go over several lines.
/// </summary>
internal sealed class EnvironmentFile
{
    private readonly SourceDocument _document;
    private readonly string _text;
    private readonly DiagnosticBag _diagnostics;
    private readonly VariableSet _outer;
    private readonly Dictionary<string, string> _variables;
    private readonly HashSet<string> _secrets;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private bool _isSecret;

    private EnvironmentFile(SourceText source, VariableSet outer, Dictionary<string, string> variables, HashSet<string> secrets, DiagnosticBag diagnostics)
    {
        _document = new SourceDocument(source.File, source);
        _text = Encoding.UTF8.GetString(source.Content.Span).ReplaceLineEndings("\n");
        _outer = outer;
        _variables = variables;
        _secrets = secrets;
        _diagnostics = diagnostics;
    }

    /// <summary>Reads a file into variables that earlier files may have set already; the later file wins.</summary>
    /// <param name="source">The file.</param>
    /// <param name="outer">What wins over files: seen by <c>${OTHER}</c> first.</param>
    /// <param name="variables">Takes the variables.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    /// <param name="secrets">The names of variables that are secret, for those that are built from them; null for none.</param>
    public static void Read(SourceText source, VariableSet outer, Dictionary<string, string> variables, DiagnosticBag diagnostics, HashSet<string>? secrets = null)
    {
        var zero = source.Content.Span.IndexOf((byte)0);
        if ((source.FirstInvalidByte() ?? (zero < 0 ? null : (int?)zero)) is { } offset)
        {
            diagnostics.Add(Diagnostic.At(source, source.PositionOf(offset), DiagnosticCode.BadEnvironmentFile, DiagnosticSeverity.Error, "the file is no UTF-8 text") with
            {
                Length = 1,
                Hint = "save it as UTF-8",
                IsSensitive = true,
            });
            return;
        }

        new EnvironmentFile(source, outer, variables, secrets ?? [], diagnostics).ReadLines();
    }

    private void ReadLines()
    {
        while (_at < _text.Length)
        {
            SkipWhiteSpace();
            if (_at < _text.Length && _text[_at] is not ('#' or '\n'))
            {
                ReadAssignment();
            }

            SkipLine();
        }
    }

    private void ReadAssignment()
    {
        if (_text.AsSpan(_at).StartsWith("export ") || _text.AsSpan(_at).StartsWith("export\t"))
        {
            _at += "export ".Length;
            SkipWhiteSpace();
        }

        var start = Position;
        var nameStart = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '-'))
        {
            _at++;
        }

        var name = _text[nameStart.._at];
        SkipWhiteSpace();
        if (name.Length == 0 || _at >= _text.Length || _text[_at] != '=')
        {
            Report(start, name.Length == 0 ? "a variable's name is expected" : $"a \"=\" is expected behind {name}", "write NAME=value, or begin the line with #", isSensitive: name.Length == 0);
            return;
        }

        _at++;
        SkipWhiteSpace();
        var written = Position;
        _isSecret = false;
        var value = (_at < _text.Length ? _text[_at] : '\n') switch
        {
            '\'' => ReadSingleQuoted(name),
            '"' => Expand(name, written, ReadDoubleQuoted(name)),
            _ => Expand(name, written, ReadPlain()),
        };
        if (value is not null)
        {
            _variables[name] = value;
            _ = _isSecret ? _secrets.Add(name) : _secrets.Remove(name);
        }
    }

    private string? ReadSingleQuoted(string name)
    {
        var start = Position;
        var value = new StringBuilder();
        for (var at = _at + 1; at < _text.Length; at++)
        {
            if (_text[at] == '\'')
            {
                CountLines(_at, at);
                _at = at + 1;
                ExpectEnd(name);
                return value.ToString();
            }

            // The one escape is that of the quote itself.
            if (_text[at] == '\\' && at + 1 < _text.Length)
            {
                at++;
                value.Append(_text[at] == '\'' ? "" : "\\");
            }

            value.Append(_text[at]);
        }

        return Unclosed(start, name);
    }

    private string? ReadDoubleQuoted(string name)
    {
        var start = Position;
        var value = new StringBuilder();
        for (var at = _at + 1; at < _text.Length; at++)
        {
            var c = _text[at];
            if (c == '"')
            {
                CountLines(_at, at);
                _at = at + 1;
                ExpectEnd(name);
                return value.ToString();
            }

            if (c != '\\' || at + 1 >= _text.Length)
            {
                value.Append(c);
                continue;
            }

            // "\$" is a dollar sign that is meant: the template's own spelling of it is "$$".
            var escaped = _text[++at];
            value.Append(escaped switch
            {
                'n' => "\n",
                'r' => "\r",
                't' => "\t",
                '$' => "$$",
                '"' or '\\' or '\'' or '`' => escaped.ToString(),
                '\n' => "",
                _ => $"\\{escaped}",
            });
        }

        return Unclosed(start, name);
    }

    private string ReadPlain()
    {
        var end = _text.IndexOf('\n', _at);
        end = end < 0 ? _text.Length : end;
        for (var at = _at; at < end; at++)
        {
            if (_text[at] == '#' && (at == _at || _text[at - 1] is ' ' or '\t'))
            {
                end = at;
            }
        }

        var value = _text[_at..end].TrimEnd();
        _at = end;
        return value;
    }

    private string? Expand(string name, SourcePosition position, string? value)
    {
        if (value is null || !value.Contains('$', StringComparison.Ordinal))
        {
            return value;
        }

        var template = new ScalarNode(_document, position, value, ScalarType.String, ScalarStyle.Quoted, flags: NodeFlags.HasTemplates);
        var root = new MappingNode(_document, default, [new MappingEntry(name, template, default)]);
        var options = new InterpolationOptions
        {
            Variables = _outer.WithFiles(_variables, _secrets),
            Include = static _ => new IncludedText(IncludeOutcome.Forbidden, ""),
            AllowUnset = true,
            MaxNodes = 2,
            MaxDepth = 2,
        };
        // A mapping in its place would be a third node.
        var expanded = (ScalarNode)Interpolator.Interpolate(root, new Sensitivity([]), options, _diagnostics)[name];
        _isSecret = expanded.IsSensitive;
        return expanded.Text;
    }

    private void ExpectEnd(string name)
    {
        SkipWhiteSpace();
        if (_at < _text.Length && _text[_at] is not ('\n' or '#'))
        {
            Report(Position, $"nothing may stand behind the quoted value of {name}", "put the whole value in quotes");
        }
    }

    private string? Unclosed(SourcePosition start, string name)
    {
        Report(start, $"the quoted value of {name} never ends", "add the closing quote");
        _at = _text.Length;
        return null;
    }

    // What has no name may be anything, a secret too.
    private void Report(SourcePosition position, string message, string hint, bool isSensitive = false) => _diagnostics.Add(
        Diagnostic.At(_document.Text, position, DiagnosticCode.BadEnvironmentFile, DiagnosticSeverity.Error, message) with { Length = 1, Hint = hint, IsSensitive = isSensitive });

    private SourcePosition Position => new(_line, _at - _lineStart + 1);

    private void SkipWhiteSpace()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\t'))
        {
            _at++;
        }
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', Math.Min(_at, _text.Length));
        if (end < 0)
        {
            _at = _text.Length;
            return;
        }

        CountLines(end, end + 1);
        _at = end + 1;
    }

    private void CountLines(int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (_text[at] == '\n')
            {
                _line++;
                _lineStart = at + 1;
            }
        }
    }
}
