using System.Globalization;
using System.Text;
using Strata.Values;

namespace Strata.Editing;

/// <summary>How a format writes keys and values on one line.</summary>
internal abstract class Notation
{
    /// <summary>What stands between a key and its value.</summary>
    public virtual string Separator => ": ";

    /// <summary>A scalar, as much like another that it takes the place of as can be.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The type that it is read back with.</param>
    /// <param name="old">The style of the scalar in its place; missing where there is none.</param>
    /// <param name="inBrackets">Whether it stands within brackets.</param>
    /// <exception cref="EditRefusedException">The format cannot say this value.</exception>
    public abstract string Scalar(string text, ScalarType type, WrittenStyle old, bool inBrackets);

    /// <summary>A key.</summary>
    public abstract string Key(string key);

    /// <summary>A value within brackets.</summary>
    /// <param name="value">The value.</param>
    /// <param name="lines">How lines are broken and indented; null for all on one line.</param>
    public string InBrackets(ConfigNode value, BracketLines? lines)
    {
        var text = new StringBuilder();
        Append(text, value, lines);
        return text.ToString();
    }

    /// <summary>An entry of a mapping within brackets.</summary>
    public string EntryInBrackets(string key, ConfigNode value, BracketLines? lines) => Key(key) + Separator + InBrackets(value, lines);

    private void Append(StringBuilder text, ConfigNode value, BracketLines? lines)
    {
        switch (value)
        {
            case MappingNode mapping:
                AppendAll(text, '{', mapping.Entries.Length, '}', lines, (at, deeper) =>
                {
                    var entry = mapping.Entries[at];
                    text.Append(Key(entry.Key)).Append(Separator);
                    Append(text, entry.Value, deeper);
                });
                break;
            case SequenceNode sequence:
                AppendAll(text, '[', sequence.Count, ']', lines, (at, deeper) => Append(text, sequence[at], deeper));
                break;
            case ScalarNode scalar:
                text.Append(Scalar(scalar.Text, scalar.Type, WrittenStyle.Missing, inBrackets: true));
                break;
        }
    }

    private static void AppendAll(StringBuilder text, char opening, int count, char closing, BracketLines? lines, Action<int, BracketLines?> append)
    {
        var deeper = lines?.Deeper();
        text.Append(opening);
        for (var i = 0; i < count; i++)
        {
            text.Append(deeper is { } line ? (i > 0 ? "," : "") + line.Text : i > 0 ? ", " : "");
            append(i, deeper);
        }

        text.Append(count > 0 ? lines?.Text : null).Append(closing);
    }

    /// <summary>A text in double quotes, with the escapes that JSON, YAML and TOML share.</summary>
    protected static string DoubleQuoted(string text, Func<char, bool> needsEscape)
    {
        RequireWhole(text);
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(c);
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\r':
                    quoted.Append("\\r");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                default:
                    if (needsEscape(c))
                    {
                        quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    }
                    else
                    {
                        quoted.Append(c);
                    }

                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Refuses a text with half of a surrogate pair, which is no character: no file can hold it.</summary>
    protected static void RequireWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                throw new EditRefusedException("the new text holds half of a surrogate pair, which is no character");
            }
        }
    }
}

/// <summary>How the lines of what stands in brackets begin.</summary>
/// <param name="Break">The line break.</param>
/// <param name="Indent">The blanks before the closing bracket.</param>
/// <param name="Unit">By how much each level is indented.</param>
internal readonly record struct BracketLines(string Break, string Indent, string Unit)
{
    /// <summary>The break and the indentation.</summary>
    public string Text => Break + Indent;

    /// <summary>One level further in.</summary>
    public BracketLines Deeper() => this with { Indent = Indent + Unit };
}
