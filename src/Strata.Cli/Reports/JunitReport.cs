using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Validation;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>
/// JUnit's XML, as GitLab and Jenkins read it. Each problem is one case in the suite of its file, however many contexts it hits, and
/// fails if it fails the run; each context is a case that passes, or is skipped where a problem told elsewhere keeps it from being
/// deployed. So the number of failures is the number of problems, and a run without any has cases all the same.
/// </summary>
/// <param name="report">The report.</param>
/// <param name="paths">How files are named.</param>
/// <param name="strict">Whether warnings fail.</param>
internal sealed class JunitReport(ReviewedReport report, ReportPaths paths, bool strict)
{
    private readonly StringBuilder _xml = new();

    // How often each was written: GitLab takes two cases of one class and name for one.
    private readonly Dictionary<(string Class, string Name), int> _names = [];

    public static string Of(ReviewedReport report, ReportPaths paths, bool strict) => new JunitReport(report, paths, strict).Write();

    private string Write()
    {
        var suites = report.New.Findings
            .GroupBy(finding => finding.Diagnostic.File is { } file ? paths.FromRoot(file) : "strata", StringComparer.Ordinal)
            .Select(group => Suite.OfProblems(group.Key, [.. group], Fails))
            .ToList();
        if (!report.Contexts.IsEmpty)
        {
            suites.Add(SuiteOfContexts());
        }

        // Jenkins takes a report without any case for a step that did not run.
        if (suites.Count == 0)
        {
            suites.Add(new Suite("strata", [new Case("strata", "validate")]));
        }

        _xml.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"strata validate\"");
        AppendCounts(suites.SelectMany(static suite => suite.Cases));
        _xml.Append(">\n");
        suites.ForEach(Append);
        return _xml.Append("</testsuites>\n").ToString();
    }

    private bool Fails(Diagnostic diagnostic) =>
        diagnostic.Severity == DiagnosticSeverity.Error || (strict && diagnostic.Severity == DiagnosticSeverity.Warning);

    private Suite SuiteOfContexts()
    {
        var problems = new Dictionary<ContextName, Obstacles>();
        foreach (var finding in report.New.Findings.Where(finding => Fails(finding.Diagnostic)))
        {
            foreach (var context in finding.Contexts)
            {
                if (!problems.TryGetValue(context, out var obstacles))
                {
                    problems.Add(context, obstacles = new Obstacles());
                }

                obstacles.Add($"{finding.Diagnostic.Code} {PlaceOf(finding.Diagnostic)}");
            }
        }

        return new Suite("contexts", [.. report.Contexts.Select(context => new Case("contexts", context.Text) { Skipped = problems.GetValueOrDefault(context)?.ToString() })]);
    }

    private void Append(Suite suite)
    {
        _xml.Append("  <testsuite");
        AppendAttribute("name", suite.Name);
        AppendCounts(suite.Cases);
        _xml.Append(">\n");
        foreach (var test in suite.Cases)
        {
            Append(test);
        }

        _xml.Append("  </testsuite>\n");
    }

    private void Append(Case test)
    {
        _xml.Append("    <testcase");
        AppendAttribute("classname", test.Class);
        AppendAttribute("name", Unique(test.Class, test.Name));
        if (test.Finding is not { } finding)
        {
            _xml.Append(test.Skipped is null ? "/>\n" : $">\n      <skipped message=\"{XmlText.Of(test.Skipped, isAttribute: true)}\"/>\n    </testcase>\n");
            return;
        }

        var diagnostic = finding.Diagnostic;
        if (diagnostic.File is { } file)
        {
            AppendAttribute("file", paths.FromRoot(file));
        }

        if (diagnostic.Position.Line > 0)
        {
            AppendAttribute("line", diagnostic.Position.Line.ToString(CultureInfo.InvariantCulture));
        }

        _xml.Append(">\n");
        if (test.IsFailure)
        {
            _xml.Append("      <failure");
            AppendAttribute("message", FindingText.Message(diagnostic));
            AppendAttribute("type", diagnostic.Code.ToString());
            _xml.Append('>').Append(XmlText.Of(TextOf(finding), isAttribute: false)).Append("</failure>\n");
        }
        else
        {
            _xml.Append("      <system-out>").Append(XmlText.Of(TextOf(finding), isAttribute: false)).Append("</system-out>\n");
        }

        _xml.Append("    </testcase>\n");
    }

    private string TextOf(MatrixFinding finding)
    {
        var diagnostic = finding.Diagnostic;
        var text = new StringBuilder($"{Diagnostic.SeverityName(diagnostic.Severity)} {diagnostic.Code}: {FindingText.Message(diagnostic)}");
        if (diagnostic.File is not null)
        {
            text.Append("\n  --> ").Append(PlaceOf(diagnostic));
        }

        foreach (var related in diagnostic.Related)
        {
            text.Append("\n  --> ").Append(FindingText.Related(related, paths));
        }

        if (report.New.ReachOf(finding) is { } contexts)
        {
            text.Append("\n   = ").Append(contexts);
        }

        return FindingText.Help(diagnostic) is { } help ? text.Append("\n   = ").Append(help).ToString() : text.ToString();
    }

    private string PlaceOf(Diagnostic diagnostic) => diagnostic.File is { } file ? FindingText.Place(file, diagnostic.Position, paths) : "";

    private string Unique(string className, string name)
    {
        for (var number = _names.GetValueOrDefault((className, name)) + 1; ; number++)
        {
            var unique = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} ({number})");
            _names[(className, name)] = number;
            if (number == 1 || _names.TryAdd((className, unique), 1))
            {
                return unique;
            }
        }
    }

    private void AppendCounts(IEnumerable<Case> cases)
    {
        var (tests, failures, skipped) = (0, 0, 0);
        foreach (var test in cases)
        {
            tests++;
            failures += test.IsFailure ? 1 : 0;
            skipped += test.Skipped is null ? 0 : 1;
        }

        _xml.Append(CultureInfo.InvariantCulture, $" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"");
    }

    private void AppendAttribute(string name, string value) => _xml.Append(' ').Append(name).Append("=\"").Append(XmlText.Of(value, isAttribute: true)).Append('"');

    private sealed record Suite(string Name, List<Case> Cases)
    {
        public static Suite OfProblems(string file, List<MatrixFinding> findings, Func<Diagnostic, bool> fails) =>
            new(file, [.. findings.Select(finding => new Case(file, NameOf(finding.Diagnostic)) { Finding = finding, IsFailure = fails(finding.Diagnostic) })]);

        // Without the line, so that a problem is the same one when lines move.
        private static string NameOf(Diagnostic diagnostic) =>
            SecretText.MaskUrlPasswords(diagnostic.Path is null ? $"{diagnostic.Code}: {diagnostic.Message}" : $"{diagnostic.Code} {diagnostic.Path}: {diagnostic.Message}");
    }

    private sealed record Case(string Class, string Name)
    {
        public MatrixFinding? Finding { get; init; }

        public bool IsFailure { get; init; }

        public string? Skipped { get; init; }
    }

    /// <summary>What keeps a context from being deployed: the number of it, and the first few.</summary>
    private sealed class Obstacles
    {
        private const int Named = 3;

        private readonly List<string> _first = [];
        private int _count;

        public void Add(string problem)
        {
            _count++;
            if (_first.Count < Named)
            {
                _first.Add(problem.TrimEnd());
            }
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{_count} problem{(_count == 1 ? "" : "s")}: {string.Join(", ", _first)}{(_count > Named ? ", ..." : "")}");
    }
}
