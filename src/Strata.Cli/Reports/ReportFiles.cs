using System.CommandLine;
using System.Text;
using Strata.Cli.Editing;

namespace Strata.Cli.Reports;

/// <summary>Reports that are written to files as well, so that one run gives a pipeline both what people and what programs read.</summary>
internal sealed class ReportFiles
{
    private static readonly string[] Formats = ["sarif", "junit"];

    private readonly Option<string[]> _option = new("--report")
    {
        HelpName = "FORMAT=FILE",
        Description = $"Write the report to a file as well: {string.Join(", ", Formats)}; repeatable",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = static _ => [],
    };

    /// <summary>Gives the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_option);

    /// <summary>The files that a run is to write.</summary>
    /// <exception cref="UsageException">One is not written FORMAT=FILE, or of a format that is for no file.</exception>
    public IReadOnlyList<(string Format, string Path)> Read(ParseResult parsed) => [.. (parsed.GetValue(_option) ?? []).Select(Read)];

    /// <summary>Writes them, all or none.</summary>
    /// <returns>The exit code: that of the findings, unless the files cannot be written.</returns>
    public static int Write(Invocation invocation, IReadOnlyList<(string Format, string Path)> files, ReviewedReport report)
    {
        var exitCode = ExitCode.Of(report.New.ToValidation(), invocation.Strict);
        var paths = ReportPaths.Of(invocation.Host);
        var written = FilesTogether.Write(
            invocation,
            files.Select(file => (file.Path, file.Format == "sarif" ? SarifReport.Of(report, paths, exitCode) : Encoding.UTF8.GetBytes(JunitReport.Of(report, paths, invocation.Strict)), false)),
            makesDirectories: false,
            isNew: false,
            "the report cannot be written",
            "name a file in a directory that can be written to");
        return written == ExitCode.Done ? exitCode : written;
    }

    private static (string Format, string Path) Read(string report)
    {
        var equals = report.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < report.Length - 1 && Formats.Contains(report[..equals])
            ? (report[..equals], report[(equals + 1)..])
            : throw new UsageException($"--report takes FORMAT=FILE, and not \"{report}\"", $"the formats are {string.Join(" and ", Formats)}: --report sarif=strata.sarif");
    }
}
