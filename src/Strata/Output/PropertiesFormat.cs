using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Strata.Output;

/// <summary>A <c>.properties</c> file as <c>java.util.Properties</c> reads it: dotted keys, indexes in brackets, and ASCII only.</summary>
internal sealed class PropertiesFormat : ILeafFormat
{
    public void AppendKey(List<char> name, string key)
    {
        if (name.Count > 0)
        {
            name.Add('.');
        }

        name.AddRange(key.AsSpan());
    }

    public void AppendIndex(List<char> name, int index)
    {
        name.Add('[');
        name.AddRange(index.ToString(CultureInfo.InvariantCulture).AsSpan());
        name.Add(']');
    }

    public bool Refuses(string value, [NotNullWhen(true)] out string? reason)
    {
        reason = null;
        return false;
    }

    public void WriteLine(Utf8Output output, ReadOnlySpan<char> name, string value)
    {
        foreach (var c in name)
        {
            WriteEscaped(output, c, escapes: c is ' ' or '=' or ':' or '#' or '!');
        }

        output.Write((byte)'=');
        for (var i = 0; i < value.Length; i++)
        {
            // Leading spaces would be taken for those around "="; behind them nothing but a backslash is special.
            WriteEscaped(output, value[i], escapes: value[i] == ' ' && i == 0);
        }

        output.Write((byte)'\n');
    }

    private static void WriteEscaped(Utf8Output output, char c, bool escapes)
    {
        var letter = c switch
        {
            '\\' => '\\',
            '\t' => 't',
            '\n' => 'n',
            '\r' => 'r',
            '\f' => 'f',
            < ' ' or > '~' => 'u',
            _ => '\0',
        };
        if (letter != '\0' || escapes)
        {
            output.Write((byte)'\\');
            output.Write((byte)(letter == '\0' ? c : letter));
        }
        else
        {
            output.Write((byte)c);
        }

        if (letter == 'u')
        {
            Span<char> digits = stackalloc char[4];
            ((int)c).TryFormat(digits, out _, "X4", CultureInfo.InvariantCulture);
            output.Write(digits);
        }
    }
}
