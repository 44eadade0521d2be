using System.Globalization;
using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>
/// Finds what of a text's lines must not be shown because it may be secret. It goes by the letters alone, without a parser:
/// the files whose lines are shown most are those that no parser reads. It would rather hide too much than too little.
/// Reads a text from its beginning, once, as long as lines are asked for in order. Not safe for use from several threads.
/// </summary>
internal sealed class ExcerptRedaction
{
    private const int LongestKey = 200;

    private readonly SourceText _source;
    private readonly DeclaredSecrets _declared;
    private readonly bool _isToml;
    private readonly List<Frame> _frames = [];
    private readonly List<Range> _spans = [];
    private List<Range> _merged = [];
    private int _line;
    private string _text = "";
    private string _lastKeyText = "";
    private OpenSecret _open;
    private bool _mayGoOn;
    private int _mayGoOnColumn;
    private bool _tableIsSecret;

    /// <param name="source">The text.</param>
    /// <param name="declared">The keys that overrides declare secret, beside those that the text itself declares.</param>
    public ExcerptRedaction(SourceText source, DeclaredSecrets? declared = null)
    {
        _source = source;
        _declared = (declared ?? DeclaredSecrets.None).With(source);
        _isToml = source.File.EndsWith(".toml", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text that this is about.</summary>
    public SourceText Source => _source;

    /// <summary>The parts of a line that are secret, in order and apart from each other.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="hidesValue">Whether the line's value is known to be secret, whatever its key is.</param>
    /// <param name="text">The line as it is written.</param>
    public List<Range> At(int line, bool hidesValue, out string text)
    {
        if (line < _line)
        {
            Restart();
        }

        while (_line < line)
        {
            _line++;
            _text = _source.Line(_line);
            _spans.Clear();
            Read(_text);
            _merged = TextRanges.Joined(_spans);
        }

        text = _text;
        return hidesValue ? TextRanges.Joined([.. _merged, ValueOf(_text)]) : _merged;
    }

    /// <summary>Whether what stands at a place is secret.</summary>
    public bool Hides(SourcePosition position)
    {
        var column = position.Column - 1;
        return At(position.Line, hidesValue: false, out _).Exists(span => span.Start.Value <= column && column < span.End.Value);
    }

    private void Restart()
    {
        _line = 0;
        _frames.Clear();
        _lastKeyText = "";
        _open = default;
        _mayGoOn = false;
        _tableIsSecret = false;
    }

    private void Read(string line)
    {
        var layout = LineLayout.Of(line);
        if (layout.IsBlank)
        {
            return;
        }

        var goesOn = GoesOn(layout);
        var isInSecret = EnterFrames(layout);
        var found = FindValues(line, layout, isInSecret);
        FindTexts(line);
        if (isInSecret || goesOn)
        {
            _spans.Add(layout.Start..line.Length);
            found ??= SecretExtent.Of(line, layout.Start, inBrackets: false);
        }

        var readOn = _open;
        if (readOn.IsOpen)
        {
            var end = readOn.ReadOn(line, 0, out _open);
            var extent = _open.IsOpen ? new SecretExtent(0, line.Length, IsClosed: false, _open) : SecretExtent.Closed(line, 0, end);
            _spans.Add(layout.Start..Math.Max(layout.Start, extent.End));
            found = found is { IsClosed: false } || extent.IsClosed ? found : extent;
        }

        if (!_open.IsOpen && found is { } last)
        {
            _open = last.Open;
        }

        // A comment may stand between the two halves of a key, or be the one.
        _lastKeyText = EndOf(layout.IsComment ? string.Concat(_lastKeyText, EndOf(line)) : line).ToString();
        if (layout.IsClosing)
        {
            return;
        }

        var isOpenEnded = found is { IsClosed: false };
        if (!layout.IsComment || isOpenEnded)
        {
            // Nothing can follow deeper beneath a quoted text that has ended; where something does, the quote was a slip.
            var isLast = !_isToml && found is { } secret && secret.End > secret.Start && line.AsSpan(secret.End).IsWhiteSpace();
            Remember(layout, isOpenEnded || isLast, inherits: isInSecret);
        }

        if (!layout.IsComment)
        {
            _mayGoOnColumn = goesOn ? _mayGoOnColumn : layout.KeyColumn;
            _mayGoOn = isOpenEnded;
        }
    }

    // What is indented deeper than a secret key belongs to it, and so do the dashes right beneath it.
    private bool EnterFrames(in LineLayout layout)
    {
        var keep = _frames.Count;
        while (keep > 0)
        {
            var frame = _frames[keep - 1];
            if (frame.Column < layout.Column || (frame.Column == layout.Column && layout.HasDash && !frame.IsDash))
            {
                break;
            }

            keep--;
        }

        var isSecret = keep > 0 && _frames[keep - 1].IsSecret;

        // A bracket too many must not end what the indentation says.
        if (!layout.IsComment && !layout.IsClosing)
        {
            _frames.RemoveRange(keep, _frames.Count - keep);
        }

        return isSecret;
    }

    // A secret that may not have ended goes on until a line that can only be something else.
    private bool GoesOn(in LineLayout layout)
    {
        if (!_mayGoOn)
        {
            return false;
        }

        return !_isToml
            && !layout.BeginsWithKey
            && !layout.IsStructure
            && !layout.IsBorder
            && !(layout.HasDash && layout.Column <= _mayGoOnColumn && IsDashAt(layout.Column));
    }

    private bool IsDashAt(int column) => _frames.Exists(frame => frame.IsDash && frame.Column == column);

    private void Remember(in LineLayout layout, bool isSecret, bool inherits)
    {
        foreach (var dash in layout.Dashes)
        {
            _frames.Add(new Frame(dash, IsDash: true, inherits || (isSecret && !layout.BeginsWithKey)));
        }

        _frames.Add(new Frame(layout.KeyColumn, IsDash: false, inherits || isSecret));
    }

    // Every text that stands before a ":" or "=" may be a key. Gives the last of the secret values.
    private SecretExtent? FindValues(string line, in LineLayout layout, bool isInSecret)
    {
        SecretExtent? last = null;
        if (_isToml && line[layout.Start] == '[' && !line.Contains('='))
        {
            _tableIsSecret = IsSecretKey(line);
            return null;
        }

        var keyStart = layout.Start;
        var hasSeparator = false;
        var inValue = false;
        var inBrackets = false;
        for (var i = layout.Start; i < line.Length; i++)
        {
            if (line[i] is '{' or '[' or ',')
            {
                inBrackets |= line[i] != ',' && (i == layout.Start || line[i - 1] is ' ' or '\t' or ':' or '=' or ',' or '[' or '{');
                keyStart = i + 1;
                continue;
            }

            if (line[i] == '!' && line.AsSpan(i).StartsWith("!secret"))
            {
                hasSeparator = true;
                last = AddValue(SecretExtent.Of(line, i, inBrackets), ref i);
                keyStart = i + 1;
                continue;
            }

            if (line[i] is not (':' or '='))
            {
                continue;
            }

            hasSeparator = true;
            var key = EndOf(line.AsSpan(keyStart, i - keyStart));
            var isDefinite = i + 1 == line.Length || line[i + 1] is ' ' or '\t' or '"' or '\'' or '{' or '[' || line[i] == '=';

            // "image: token-server/app:1.0" has one key; the second ":" ends none.
            var isKey = isDefinite || !(inValue && key.Contains('/'));
            if (isKey && (isInSecret || _tableIsSecret || IsSecretKey(HasLetter(key) ? key : KeyBefore(line, layout, i))))
            {
                var skip = line.AsSpan(i).IndexOfAnyExcept(" \t:=");
                last = AddValue(SecretExtent.Of(line, skip < 0 ? line.Length : i + skip, inBrackets), ref i);
                keyStart = i + 1;
            }
            else if (isDefinite)
            {
                keyStart = i + 1;
                inValue = true;
            }
        }

        return last ?? (hasSeparator ? null : WithoutSeparator(line, layout));
    }

    private SecretExtent AddValue(SecretExtent extent, ref int at)
    {
        _spans.Add(extent.Start..extent.End);
        at = Math.Max(at, extent.End - 1);
        return extent;
    }

    // "password hunter2": the ":" was forgotten.
    private SecretExtent? WithoutSeparator(string line, in LineLayout layout)
    {
        var end = line.AsSpan(layout.Start).IndexOfAny(' ', '\t');
        if (end <= 0 || !IsSecretKey(line.AsSpan(layout.Start, end)))
        {
            return null;
        }

        var extent = SecretExtent.Of(line, layout.Start + end, inBrackets: false);
        _spans.Add(extent.Start..extent.End);
        return extent;
    }

    // Texts that are secret whatever their key is.
    private void FindTexts(string line)
    {
        for (var at = 0; (at = line.IndexOf("ENC[", at, StringComparison.Ordinal)) >= 0;)
        {
            var end = line.IndexOf(']', at);
            end = end < 0 ? line.Length : end + 1;
            _spans.Add(at..end);
            at = end;
        }

        if (SecretText.FindPasswords(line, isLine: true) is { } passwords)
        {
            _spans.AddRange(passwords);
        }
    }

    // Only the end of a long text can be the key, and a longer one is no name that anybody gave to a secret.
    private static ReadOnlySpan<char> EndOf(ReadOnlySpan<char> text) => text.Length > LongestKey ? text[^LongestKey..] : text;

    private bool IsSecretKey(ReadOnlySpan<char> key)
    {
        key = EndOf(key);
        return IsSecretName(key) || (key.Contains('\\') && IsSecretName(Unescape(key)));
    }

    private bool IsSecretName(ReadOnlySpan<char> name) => SecretNames.Contains(name) || _declared.Contains(name);

    private static bool HasLetter(ReadOnlySpan<char> key)
    {
        foreach (var c in key)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    // The key of a separator with nothing before it: on the line above, or cut off by a stray comma or bracket.
    private ReadOnlySpan<char> KeyBefore(string line, in LineLayout layout, int at)
    {
        var before = EndOf(line.AsSpan(layout.Start, at - layout.Start));
        if (HasLetter(before))
        {
            return before;
        }

        var last = _lastKeyText.AsSpan(_lastKeyText.AsSpan().LastIndexOfAny('{', '[', ',') + 1);
        return HasLetter(last) ? last : _lastKeyText;
    }

    private static string Unescape(ReadOnlySpan<char> key)
    {
        var text = new System.Text.StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            var digits = key[i] != '\\' || i + 1 == key.Length ? 0 : key[i + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0 && i + 2 + digits <= key.Length
                && int.TryParse(key.Slice(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && code is >= 0 and <= char.MaxValue)
            {
                text.Append((char)code);
                i += 1 + digits;
            }
            else
            {
                text.Append(key[i]);
            }
        }

        return text.ToString();
    }

    // Everything behind the first separator; the whole line where there is none.
    private static Range ValueOf(string line)
    {
        var layout = LineLayout.Of(line);
        for (var i = layout.Start; i < line.Length; i++)
        {
            if (line[i] == '=' || (line[i] == ':' && (i + 1 == line.Length || line[i + 1] is ' ' or '\t' or '"')))
            {
                var skip = line.AsSpan(i + 1).IndexOfAnyExcept(' ', '\t');
                return (skip < 0 ? line.Length : i + 1 + skip)..line.Length;
            }
        }

        return layout.Start..line.Length;
    }

    /// <param name="Column">The column of a key or dash, from 0.</param>
    /// <param name="IsDash">Whether it is a dash.</param>
    /// <param name="IsSecret">Whether what is beneath is secret.</param>
    private readonly record struct Frame(int Column, bool IsDash, bool IsSecret);
}
