using System.Globalization;
using System.Text;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Reads properties as <c>java.util.Properties.load</c> says that it does, and refuses what is not Latin-1.</summary>
internal static class JavaProperties
{
    public static Dictionary<string, string> Read(string text)
    {
        Assert.All(text, static c => Assert.InRange(c, '\0', '\u00ff'));
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in LogicalLines(text))
        {
            var end = 0;
            while (end < line.Length && line[end] is not ('=' or ':' or ' ' or '\t' or '\f'))
            {
                end += line[end] == '\\' ? 2 : 1;
            }

            var value = line[Math.Min(end, line.Length)..].TrimStart(' ', '\t', '\f');
            properties.Add(Unescaped(line[..Math.Min(end, line.Length)]), Unescaped((value.Length > 0 && value[0] is '=' or ':' ? value[1..] : value).TrimStart(' ', '\t', '\f')));
        }

        return properties;
    }

    private static IEnumerable<string> LogicalLines(string text)
    {
        var joined = "";
        foreach (var line in text.Split('\n', '\r'))
        {
            var part = line.TrimStart(' ', '\t', '\f');
            if (joined.Length == 0 && (part.Length == 0 || part[0] is '#' or '!'))
            {
                continue;
            }

            var backslashes = part.Length - part.TrimEnd('\\').Length;
            if (backslashes % 2 == 1)
            {
                joined += part[..^1];
                continue;
            }

            yield return joined + part;
            joined = "";
        }
    }

    private static string Unescaped(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u')
            {
                result.Append((char)int.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                result.Append(text[i] switch { 't' => '\t', 'r' => '\r', 'n' => '\n', 'f' => '\f', var other => other });
            }
        }

        return result.ToString();
    }
}
