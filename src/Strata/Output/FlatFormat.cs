using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Strata.Output;

/// <summary>
/// The keys of Microsoft.Extensions.Configuration: <c>a:b:0=value</c>. What could not be told from its line, a value with line
/// breaks or a leading quote, a key with <c>=</c>, is written as a JSON string.
/// </summary>
internal sealed class FlatFormat : ILeafFormat
{
    public void AppendKey(List<char> name, string key)
    {
        if (name.Count > 0)
        {
            name.Add(':');
        }

        name.AddRange(key.AsSpan());
    }

    public void AppendIndex(List<char> name, int index) => AppendKey(name, index.ToString(CultureInfo.InvariantCulture));

    public bool Refuses(string value, [NotNullWhen(true)] out string? reason)
    {
        reason = null;
        return false;
    }

    public void WriteLine(Utf8Output output, ReadOnlySpan<char> name, string value)
    {
        Write(output, name, quotes: name.Contains('='));
        output.Write((byte)'=');
        Write(output, value, quotes: false);
        output.Write((byte)'\n');
    }

    private static void Write(Utf8Output output, ReadOnlySpan<char> text, bool quotes)
    {
        if (quotes || text is ['"', ..] || text.IndexOfAnyInRange('\0', '\u001F') >= 0 || text.IndexOfAnyInRange('\u007F', '\u009F') >= 0
            || text.IndexOfAny('\u2028', '\u2029') >= 0)
        {
            JsonWriter.WriteString(output, text);
        }
        else
        {
            output.Write(text);
        }
    }
}
