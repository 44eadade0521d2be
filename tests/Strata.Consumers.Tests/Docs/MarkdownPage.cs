using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Docs;

/// <summary>
/// A page of the documentation and the examples in it: fenced blocks whose info string names a file, and <c>console</c> blocks
/// in which each line behind <c>$ </c> is typed and the lines under it are what it prints.
/// </summary>
internal sealed partial class MarkdownPage
{
    private readonly string _path;
    private readonly string[] _lines;

    private MarkdownPage(string path, string[] lines)
    {
        _path = path;
        _lines = lines;
        Sections = ReadSections(lines);
    }

    /// <summary>The parts of the page, each from its heading to the next one of any level.</summary>
    public IReadOnlyList<MarkdownSection> Sections { get; }

    /// <summary>Every console line of the page.</summary>
    public IEnumerable<ConsoleStep> Steps => Sections.SelectMany(static section => section.Steps);

    /// <summary>Every block of C#.</summary>
    public IReadOnlyList<string> CSharp => [.. Sections.SelectMany(static section => section.Blocks).Where(static block => block.Language == "csharp").Select(static block => block.Text)];

    public static MarkdownPage Read(string relativePath)
    {
        var path = Path.Combine(Repository.Root, relativePath);
        return new MarkdownPage(path, File.ReadAllLines(path));
    }

    public MarkdownSection Section(string title) => Sections.Single(section => section.Title == title);

    /// <summary>Puts what was really printed into the page. What still fits, shortened by <c>...</c> lines, stays as it is.</summary>
    public void Rewrite(IReadOnlyDictionary<ConsoleStep, string> outputs)
    {
        var lines = _lines.ToList();
        foreach (var (step, output) in outputs.OrderByDescending(static pair => pair.Key.Line))
        {
            if (!step.Allows(output))
            {
                lines.RemoveRange(step.Line, step.Output.Length);
                lines.InsertRange(step.Line, ConsoleStep.LinesOf(output));
            }
        }

        File.WriteAllText(_path, string.Join('\n', lines) + "\n");
    }

    private static List<MarkdownSection> ReadSections(string[] lines)
    {
        var sections = new List<MarkdownSection> { new("", 0) };
        for (var at = 0; at < lines.Length; at++)
        {
            if (Heading().Match(lines[at]) is { Success: true } heading)
            {
                sections.Add(new MarkdownSection(heading.Groups["title"].Value, heading.Groups["level"].Length));
            }
            else if (Fence().Match(lines[at]) is { Success: true } fence)
            {
                var first = at + 1;
                var end = Array.IndexOf(lines, "```", first);
                Assert.True(end >= 0, $"The block of line {at + 1} is never closed.");
                ReadBlock(sections[^1], fence.Groups["language"].Value, fence.Groups["file"].Value, lines, first, end);
                at = end;
            }
        }

        return sections;
    }

    private static void ReadBlock(MarkdownSection section, string language, string file, string[] lines, int first, int end)
    {
        if (language == "console")
        {
            for (var at = first; at < end;)
            {
                Assert.True(lines[at].StartsWith("$ ", StringComparison.Ordinal), $"Line {at + 1} stands in a console block before any command.");
                var outputEnd = Array.FindIndex(lines, at + 1, end - at - 1, static line => line.StartsWith("$ ", StringComparison.Ordinal));
                outputEnd = outputEnd < 0 ? end : outputEnd;
                section.Steps.Add(new ConsoleStep(lines[at][2..], lines[(at + 1)..outputEnd], at + 1));
                at = outputEnd;
            }
        }
        else if (file.Length > 0)
        {
            section.Files.Add(new DocumentedFile(file, string.Concat(lines[first..end].Select(static line => line + "\n"))));
        }
        else
        {
            section.Blocks.Add(new DocumentedBlock(language, string.Join('\n', lines[first..end])));
        }
    }

    [GeneratedRegex("^(?<level>#{1,6}) (?<title>.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex("^```(?<language>[a-z]*)( (?<file>.+))?$")]
    private static partial Regex Fence();
}

/// <summary>A part of a page.</summary>
internal sealed record MarkdownSection(string Title, int Level)
{
    public List<DocumentedFile> Files { get; } = [];

    public List<ConsoleStep> Steps { get; } = [];

    /// <summary>The blocks that are neither files nor console lines.</summary>
    public List<DocumentedBlock> Blocks { get; } = [];
}

/// <summary>A file that an example needs.</summary>
internal sealed record DocumentedFile(string Path, string Text);

/// <summary>A block that is only read.</summary>
internal sealed record DocumentedBlock(string Language, string Text);

/// <summary>A command and what the page says it prints.</summary>
/// <param name="Command">What is typed.</param>
/// <param name="Output">The lines; one that is <c>...</c> alone stands for any number of lines.</param>
/// <param name="Line">The command's line in the page, from 1.</param>
internal sealed record ConsoleStep(string Command, string[] Output, int Line)
{
    public static string[] LinesOf(string output) => output.Length == 0 ? [] : output.TrimEnd('\n').Split('\n');

    public bool Allows(string output) => Fits(Output, LinesOf(output));

    private static bool Fits(ReadOnlySpan<string> expected, ReadOnlySpan<string> actual)
    {
        for (; !expected.IsEmpty; expected = expected[1..], actual = actual[1..])
        {
            if (expected[0] == "...")
            {
                for (var skipped = 0; skipped <= actual.Length; skipped++)
                {
                    if (Fits(expected[1..], actual[skipped..]))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (actual.IsEmpty || actual[0] != expected[0])
            {
                return false;
            }
        }

        return actual.IsEmpty;
    }
}
