using System.Diagnostics.CodeAnalysis;

namespace Strata.Values;

/// <summary>Reads the steps of a path text one by one. Shared by <see cref="ConfigPath"/> and <see cref="PathPattern"/>.</summary>
internal ref struct ConfigPathReader
{
    private readonly string _text;
    private readonly bool _isPointer;
    private int _at;

    public ConfigPathReader(string text)
    {
        _text = text == "." ? "" : text;
        _isPointer = text.StartsWith('/');
        _at = 0;
        Key = "";
    }

    /// <summary>The step read last, when it is no bracketed index.</summary>
    public string Key { get; private set; }

    /// <summary>The index read last.</summary>
    public int Index { get; private set; }

    /// <summary>Whether the step read last is a bracketed index.</summary>
    public bool IsIndex { get; private set; }

    /// <summary>Whether the step read last was quoted, so that no character in it is special.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>Whether the step read last is <c>[*]</c>: any item, which only a pattern can say.</summary>
    public bool IsAnyItem { get; private set; }

    /// <summary>What is wrong with the text, once <see cref="Read"/> gave false; null when it was read to its end.</summary>
    public string? Problem { get; private set; }

    public bool Read()
    {
        if (_at >= _text.Length)
        {
            return false;
        }

        IsIndex = false;
        IsQuoted = false;
        IsAnyItem = false;
        if (_isPointer)
        {
            return ReadPointerStep();
        }

        if (_text[_at] == '[')
        {
            return ReadBracket();
        }

        if (_at > 0)
        {
            if (_text[_at] != '.')
            {
                return Fail($"a \".\" or \"[\" is expected at character {_at + 1}");
            }

            _at++;
        }

        if (_at < _text.Length && _text[_at] == '"')
        {
            return ReadQuoted();
        }

        var rest = _text.AsSpan(_at);
        var length = rest.IndexOfAny('.', '[');
        length = length < 0 ? rest.Length : length;
        if (length == 0)
        {
            return Fail($"a key is missing at character {_at + 1}; write an empty key as \"\"");
        }

        Key = rest[..length].ToString();
        _at += length;
        return true;
    }

    private bool ReadPointerStep()
    {
        _at++;
        var end = _text.IndexOf('/', _at);
        end = end < 0 ? _text.Length : end;
        var step = _text.AsSpan(_at, end - _at);
        for (var tilde = step.IndexOf('~'); tilde >= 0; tilde = NextTilde(step, tilde))
        {
            if (tilde + 1 == step.Length || step[tilde + 1] is not ('0' or '1'))
            {
                return Fail($"\"~\" at character {_at + tilde + 1} is followed by neither 0 nor 1; write it as ~0");
            }
        }

        Key = _text[_at..end].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

        // "/" alone is the empty key, and so is what follows a last "/"; the text has then been read to its end.
        _at = end;
        return true;
    }

    private static int NextTilde(ReadOnlySpan<char> step, int from)
    {
        var next = step[(from + 1)..].IndexOf('~');
        return next < 0 ? -1 : from + 1 + next;
    }

    private bool ReadBracket()
    {
        var end = _text.IndexOf(']', _at);
        var inside = end < 0 ? default : _text.AsSpan(_at + 1, end - _at - 1);
        if (inside is "*" or "")
        {
            if (end < 0)
            {
                return Fail("a \"]\" is missing");
            }

            Key = "*";
            IsAnyItem = true;
        }
        else
        {
            Index = ConfigPath.ParseIndex(inside);
            if (Index < 0)
            {
                return Fail($"a list index is expected between the brackets at character {_at + 1}");
            }

            IsIndex = true;
        }

        _at = end + 1;
        return true;
    }

    private bool ReadQuoted()
    {
        var key = new System.Text.StringBuilder();
        for (var at = _at + 1; at < _text.Length; at++)
        {
            switch (_text[at])
            {
                case '\\' when at + 1 < _text.Length:
                    key.Append(_text[++at]);
                    break;
                case '"':
                    Key = key.ToString();
                    IsQuoted = true;
                    _at = at + 1;
                    return true;
                default:
                    key.Append(_text[at]);
                    break;
            }
        }

        return Fail("a closing quote is missing");
    }

    [SuppressMessage("Performance", "CA1822", Justification = "It sets Problem.")]
    private bool Fail(string problem)
    {
        Problem = problem;
        _at = _text.Length;
        return false;
    }
}
