using System.Collections.Immutable;
using System.Text;
using Strata.Cli;
using Strata.Cli.Reports;
using Strata.Diagnostics;
using Strata.Validation;
using Strata.Values;

namespace Strata.Consumers.Tests.Reports;

/// <summary>A report of three contexts with one of everything that a format has to show.</summary>
internal static class SampleReport
{
    private static readonly SourceText Docker = new("overrides/docker.yml", Encoding.UTF8.GetBytes("api:\n  port: http\n  host: ${HOST}\n  tls: false\n"));

    public static ImmutableArray<ContextName> Contexts { get; } =
        [new("docker/production"), new("docker/production/acme"), new("local/development")];

    public static ConfigPath Path(string path) => ConfigPath.Parse(path);

    public static Diagnostic Error { get; } = Diagnostic.At(Docker, new SourcePosition(2, 9), new DiagnosticCode(6950), DiagnosticSeverity.Error, "the port \"http\" is no number") with
    {
        Path = Path("api.port"),
        Hint = "write {number}, 1 to 65535",
        Label = "replaces 8080",
        Related = [new RelatedPosition("the value beneath", "overrides/base.yml", new SourcePosition(7, 3))],
    };

    public static Diagnostic Warning { get; } = Diagnostic.At(Docker, new SourcePosition(4, 8), DiagnosticCode.KindReplaced, DiagnosticSeverity.Warning, "the single value replaces the mapping, 100% of it") with
    {
        Path = Path("api.tls"),
    };

    public static Diagnostic Suggestion { get; } = Diagnostic.InFile("overrides/ol d.yml", DiagnosticCode.ConditionAlwaysHolds, DiagnosticSeverity.Suggestion, "the condition always holds");

    public static Diagnostic WithoutFile { get; } = new(DiagnosticCode.UnknownType, DiagnosticSeverity.Error, "no override has the type \"dokcer\"") { Hint = "did you mean \"docker\"?" };

    public static MatrixReport Matrix { get; } = new(
        [
            new MatrixFinding(WithoutFile, []),
            new MatrixFinding(Error, Contexts[..2]),
            new MatrixFinding(Warning, Contexts),
            new MatrixFinding(Suggestion, []),
        ],
        Contexts);

    /// <summary>The sample, of which the warning is known.</summary>
    public static ReviewedReport Reviewed { get; } = new([.. Matrix.Findings.Select(static finding => new ReviewedFinding(finding, finding.Diagnostic == Warning))], Contexts, "strata-baseline.json");

    /// <summary>The sample where there is no baseline.</summary>
    public static ReviewedReport Unreviewed { get; } = Of(Contexts, [.. Matrix.Findings]);

    /// <summary>A report of findings without contexts.</summary>
    public static ReviewedReport Of(params Diagnostic[] diagnostics) => Of([], [.. diagnostics.Select(static diagnostic => new MatrixFinding(diagnostic, []))]);

    public static ReviewedReport Of(ImmutableArray<ContextName> contexts, params MatrixFinding[] findings) =>
        new([.. findings.Select(static finding => new ReviewedFinding(finding, IsKnown: false))], contexts, null);

    public static ReportPaths Paths(params (string Name, string Value)[] variables) => ReportPaths.Of(new CommandHost(
        Stream.Null, TextWriter.Null, variables.ToDictionary(static pair => pair.Name, static pair => pair.Value), IsOutputTerminal: false, IsErrorTerminal: false, TimeProvider.System));

    public static string Sarif(ReviewedReport report, ReportPaths? paths = null)
    {
        using var stream = new MemoryStream();
        SarifReport.Write(report, paths ?? Paths(), exitCode: 1, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
