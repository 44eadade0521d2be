using System.Text;
using Strata.Output;
using Strata.Values;

namespace Strata.Explanations;

/// <summary>Values as one line of text that cannot steer a terminal.</summary>
internal static class OneLine
{
    private const int Longest = 200;

    /// <summary>A value: a scalar bare, anything else as JSON.</summary>
    public static string Of(ConfigNode node)
    {
        if (node is ScalarNode scalar)
        {
            return scalar.IsNull ? "null" : Of(scalar.ToInvariantText());
        }

        using var stream = new MemoryStream();
        var output = new Utf8Output(stream);
        JsonWriter.Write(node, default, output);
        output.Flush();
        return Of(Unindented(Encoding.UTF8.GetString(stream.ToArray())));
    }

    /// <summary>A text: line breaks and control characters as escapes, the end of a long one left out.</summary>
    public static string Of(string text)
    {
        // Not within a character of two.
        var length = text.Length <= Longest ? text.Length : char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        var line = new StringBuilder(length);
        foreach (var c in text.AsSpan(0, length))
        {
            line.Append(c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) => $"\\u{(int)c:x4}",
                _ => null,
            });
            if (!char.IsControl(c))
            {
                line.Append(c);
            }
        }

        return text.Length > length ? line.Append("...").ToString() : line.ToString();
    }

    private static string Unindented(string json)
    {
        var text = new StringBuilder(json.Length);
        foreach (var line in json.Split('\n'))
        {
            var trimmed = line.TrimStart(' ');
            text.Append(trimmed).Append(trimmed.EndsWith(',') ? " " : "");
        }

        return text.ToString();
    }
}
