namespace Strata.Cli;

/// <summary>The parts of <c>docs/diagnostics.md</c>, one for each code. The file is part of the executable.</summary>
internal static class DiagnosticPages
{
    /// <summary>The pages by code.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        using var stream = typeof(DiagnosticPages).Assembly.GetManifestResourceStream("diagnostics.md")!;
        using var reader = new StreamReader(stream);
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string? code = null;
        var page = new System.Text.StringBuilder();
        var isFenced = false;
        while (reader.ReadLine() is { } line)
        {
            isFenced ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isFenced && line.StartsWith('#') && !line.StartsWith("###", StringComparison.Ordinal))
            {
                Add();
                code = line.StartsWith("## STR", StringComparison.Ordinal) ? line[3..10] : null;
            }

            page.Append(line).Append('\n');
        }

        Add();
        return pages;

        void Add()
        {
            if (code is not null)
            {
                pages[code] = page.ToString().TrimEnd('\n') + "\n";
            }

            page.Clear();
        }
    }
}
