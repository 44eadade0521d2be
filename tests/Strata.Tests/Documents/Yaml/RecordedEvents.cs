using System.Text;
using Strata.Documents;
using Strata.Documents.Yaml;

namespace Strata.Tests.Documents.Yaml;

/// <summary>
/// The events of a YAML text in one line: <c>---</c> and <c>...</c> around a document, brackets around mappings and lists, each scalar
/// behind the sign of its style, <c>*alias</c>; anchors and tags before what they stand on.
/// </summary>
internal static class RecordedEvents
{
    private const string Styles = ":'\"|>";

    /// <summary>What our reader says; where it refuses the text, the place and the message behind <c>!!!</c>.</summary>
    public static string Of(string text)
    {
        var reader = new YamlReader(Encoding.UTF8.GetBytes(text), new KeyPool());
        var events = new List<string>();
        while (reader.Read())
        {
            events.Add(Spell(reader.Current));
        }

        if (reader.Problem is { } problem)
        {
            events.Add($"!!! {reader.ProblemPosition} {problem.Message}");
        }

        return string.Join(' ', events);
    }

    /// <summary>The events with the places of all that is written.</summary>
    public static IEnumerable<string> WithPlaces(string text)
    {
        var reader = new YamlReader(Encoding.UTF8.GetBytes(text), new KeyPool());
        var events = new List<string>();
        while (reader.Read())
        {
            var spelled = Spell(reader.Current);
            events.Add(IsPlaced(spelled) ? $"{reader.Current.Position} {spelled}" : spelled);
        }

        return reader.Problem is { } problem ? [$"{reader.ProblemPosition} {problem.Message}"] : events;
    }

    public static bool IsPlaced(string spelled) => spelled is not (":" or "---" or "..." or "}" or "]");

    public static string Node(string? anchor, string? tag, string content) =>
        $"{(anchor is null ? "" : $"&{anchor} ")}{(tag is null ? "" : $"<{tag}> ")}{content}";

    public static string Scalar(int style, string text) =>
        Styles[style] + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private static string Spell(in YamlEvent current) => Node(current.Anchor, current.Tag, current.Kind switch
    {
        YamlEventKind.DocumentStart => "---",
        YamlEventKind.DocumentEnd => "...",
        YamlEventKind.MappingStart => "{",
        YamlEventKind.MappingEnd => "}",
        YamlEventKind.SequenceStart => "[",
        YamlEventKind.SequenceEnd => "]",
        YamlEventKind.Alias => $"*{current.Text}",
        _ => Scalar((int)current.Style, current.Text!),
    });
}
