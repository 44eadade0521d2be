using System.Text;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>
/// Dotenv files as SOPS reads and writes them: lines <c>KEY=value</c>, the value all that stands behind the first <c>=</c>, a line
/// break in it as <c>\n</c>; lines that begin with <c>#</c> are comments. No quotes, no escapes, no references. Pure.
/// </summary>
internal static class SopsDotenv
{
    /// <summary>The keys and values of a file, all of them text.</summary>
    /// <exception cref="SopsException">A line is no assignment, or a key stands there twice.</exception>
    public static MappingNode Read(SourceDocument document)
    {
        var entries = new List<MappingEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(document.Text.Content.Span).Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var end = line.IndexOf('=', StringComparison.Ordinal);
            var value = new ScalarNode(document, new SourcePosition(number, end + 2), line[(end + 1)..].Replace(@"\n", "\n", StringComparison.Ordinal), ScalarType.String, ScalarStyle.Quoted);
            if (end < 0)
            {
                throw new SopsException(SopsFailure.Block, "the line is neither KEY=value nor a comment", value, ConfigPath.Root);
            }

            var key = line[..end];
            if (!keys.Add(key))
            {
                throw new SopsException(SopsFailure.Block, "the variable is set twice", value, ConfigPath.Root.Append(key), "keep one of them");
            }

            entries.Add(new MappingEntry(key, value, new SourcePosition(number, 1)));
        }

        return new MappingNode(document, new SourcePosition(1, 1), [.. entries]);
    }

    /// <summary>The text of a file.</summary>
    /// <param name="root">Its keys and values, which are scalars.</param>
    public static string Write(MappingNode root)
    {
        var text = new StringBuilder();
        foreach (var entry in root.Entries)
        {
            text.Append(entry.Key).Append('=').Append(((ScalarNode)entry.Value).ToInvariantText().Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Whether a key can stand in a file.</summary>
    public static bool IsKey(string key) => key.Length > 0 && key[0] != '#' && key.AsSpan().IndexOfAny("=\n\r") < 0;
}
