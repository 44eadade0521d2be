namespace Strata.Cli.Reports;

/// <summary>The pages of the codes that a report shows, each taken apart once.</summary>
internal sealed class ReportPages
{
    private readonly IReadOnlyDictionary<string, string> _pages = DiagnosticPages.Read();
    private readonly Dictionary<string, DiagnosticPage> _read = new(StringComparer.Ordinal);

    /// <summary>The page of a code; null for one that a user's own rule has.</summary>
    public DiagnosticPage? Of(string code)
    {
        if (!_read.TryGetValue(code, out var page) && _pages.TryGetValue(code, out var text))
        {
            page = _read[code] = DiagnosticPage.Of(code, text);
        }

        return page;
    }
}
