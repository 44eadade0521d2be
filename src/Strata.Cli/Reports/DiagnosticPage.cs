using System.Text;

namespace Strata.Cli.Reports;

/// <summary>What <c>docs/diagnostics.md</c> says of a code, taken apart for reports. Immutable.</summary>
internal sealed class DiagnosticPage
{
    private DiagnosticPage(string title, string summary, string severity, string markdown, string text)
    {
        Title = title;
        Summary = summary;
        Severity = severity;
        Markdown = markdown;
        Text = text;
    }

    /// <summary>What it is, in a few words: <c>duplicate key</c>.</summary>
    public string Title { get; }

    /// <summary>The first paragraph, as plain text.</summary>
    public string Summary { get; }

    /// <summary>How grave it is in the example, which is how it comes unless a project says otherwise.</summary>
    public string Severity { get; }

    /// <summary>The page. It stands alone: links to other parts of the documentation are their text.</summary>
    public string Markdown { get; }

    /// <summary>The page as plain text.</summary>
    public string Text { get; }

    /// <summary>Takes a page apart.</summary>
    /// <param name="code">The code.</param>
    /// <param name="page">Its page: a heading with code and title, a paragraph, and the rest.</param>
    public static DiagnosticPage Of(string code, string page)
    {
        var markdown = WithoutLinks(page);
        var text = PlainText(markdown);
        var lines = text.Split('\n');
        var title = lines[0][(lines[0].IndexOf(": ", StringComparison.Ordinal) + 2)..];
        var summary = string.Join(' ', lines.Skip(1).SkipWhile(static line => line.Length == 0).TakeWhile(static line => line.Length > 0));
        return new DiagnosticPage(title, summary, SeverityOf(code, lines), markdown, text);
    }

    private static string SeverityOf(string code, string[] lines)
    {
        var line = Array.Find(lines, line => line.Contains($" {code}: ", StringComparison.Ordinal))?.Trim();
        return line is null ? "error" : line[..line.IndexOf(' ', StringComparison.Ordinal)];
    }

    // [text](target) becomes text; a report is read far from the pages. Nothing within a fence looks like it.
    private static string WithoutLinks(string page)
    {
        var text = new StringBuilder(page.Length);
        var at = 0;
        while (page.IndexOf("](", at, StringComparison.Ordinal) is var middle and >= 0)
        {
            var start = page.LastIndexOf('[', middle, middle - at + 1);
            var end = page.IndexOf(')', middle);
            if (start < 0 || end < 0)
            {
                break;
            }

            text.Append(page, at, start - at).Append(page, start + 1, middle - start - 1);
            at = end + 1;
        }

        return text.Append(page, at, page.Length - at).ToString();
    }

    private static string PlainText(string markdown)
    {
        var text = new StringBuilder(markdown.Length);
        var isFenced = false;
        foreach (var line in markdown.TrimEnd('\n').Split('\n'))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                text.Append(isFenced ? $"    {line}" : line.TrimStart('#').TrimStart(' ').Replace("`", "", StringComparison.Ordinal)).Append('\n');
                continue;
            }

            // The block of a file names it behind its language.
            isFenced = !isFenced;
            if (isFenced && line.IndexOf(' ', StringComparison.Ordinal) is var space and >= 0)
            {
                text.Append(line, space + 1, line.Length - space - 1).Append(":\n");
            }
        }

        return text.ToString();
    }
}
