using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Strata.Cli.Reports;
using Strata.Diagnostics;
using Strata.Validation;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata validate [FILE or TYPE ...]</c>: writes all diagnostics, and nothing else.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandHost host)
    {
        var what = new Argument<string[]>("FILE or TYPE") { Arity = ArgumentArity.ZeroOrMore, Description = "What to check (default: every file and every context of the matrix)" };
        var command = new Command("validate", "Write all diagnostics, nothing else") { what };
        var options = new SharedOptions();
        var baseline = new BaselineOptions();
        var files = new ReportFiles();
        baseline.AddTo(command);
        files.AddTo(command);
        options.AddTo(command, ReportWriter.Formats, fromServer: true);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed) { AllowLocked = true }, baseline, files.Read(parsed), parsed, parsed.GetValue(what) ?? []));
        return command;
    }

    private static int Run(Invocation invocation, BaselineOptions baseline, IReadOnlyList<(string Format, string Path)> files, ParseResult parsed, string[] names)
    {
        var format = invocation.FormatName(ReportWriter.Formats);
        var review = baseline.Read(invocation, parsed, hasNames: names.Length > 0);
        var progress = new MatrixProgress();
        MatrixReport report;
        using (ProgressLine.Begin(invocation.Host, () => progress.Total == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"checking: {progress.Done} of {progress.Total} configurations")))
        {
            // With a project's file that is not understood, nobody knows what is to be checked.
            report = !invocation.Project.Validation.IsValid ? ReportOf(invocation.Project.Validation.Diagnostics)
                : names.Length == 0 ? MatrixRun.Whole(invocation, progress)
                : Check(invocation, names, progress);
        }

        var reviewed = review.Of(report);
        var exitCode = ReportWriter.Write(invocation, format, reviewed);
        return files.Count == 0 ? exitCode : ReportFiles.Write(invocation, files, reviewed);
    }

    private static MatrixReport Check(Invocation invocation, string[] names, MatrixProgress progress)
    {
        var checks = MatrixRun.ChecksOf(invocation);
        var files = new DiagnosticBag();
        var contexts = ImmutableArray.CreateBuilder<PlannedContext>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (FileOf(invocation, name, files) is { } file)
            {
                files.AddRange(CheckFile(invocation, file, checks));
            }
            else if (!IsFile(invocation, name))
            {
                var context = invocation.ContextOf(name);
                contexts.Add(new PlannedContext(ContextName.Of(context), context, MustApply: true));
            }
        }

        return contexts.Count > 0
            ? invocation.Overrides.Validate(contexts.DrainToImmutable(), files, checks, MatrixScope.Part, progress)
            : ReportOf(files.ToSorted());
    }

    private static MatrixReport ReportOf(ImmutableArray<Diagnostic> diagnostics) => new([.. diagnostics.Select(static diagnostic => new MatrixFinding(diagnostic, []))], []);

    private static ImmutableArray<Diagnostic> CheckFile(Invocation invocation, string file, RuleChecks checks)
    {
        var diagnostics = new DiagnosticBag();
        var layers = invocation.Manager.CheckFile(file, checks, diagnostics);
        return Suppressions.Apply(ReportOf(diagnostics.ToSorted()), layers, isWholeMatrix: false, checks.Severities).ToValidation().Diagnostics;
    }

    private static bool IsBeneath(string directory, string file) => !Path.GetRelativePath(directory, file).StartsWith("..", StringComparison.Ordinal);

    private static bool IsFile(Invocation invocation, string name) =>
        (invocation.Space is null && Directory.Exists(name) && !invocation.Overrides.Types.Contains(name))
        || name.Contains('/', StringComparison.Ordinal)
        || Path.GetExtension(name) is ".yml" or ".yaml" or ".json" or ".toml";

    // Null where the name is that of a type, or, with an error, of no file.
    private static string? FileOf(Invocation invocation, string name, DiagnosticBag diagnostics)
    {
        if (invocation.Space is null && File.Exists(name))
        {
            return name;
        }

        if (!IsFile(invocation, name))
        {
            return null;
        }

        if (invocation.Space is null && Directory.Exists(name) && !invocation.Overrides.Types.Contains(name))
        {
            diagnostics.Add(MissingFile.Of(name, "", "", "name the overrides directory with -d: strata validate -d DIR"));
            return null;
        }

        // A file is named from the working directory, or from the overrides directory as lists of overrides show it.
        var inside = Path.Combine(invocation.Directory, invocation.Space is { } space && name.StartsWith($"{space.Shown}/", StringComparison.Ordinal) ? name[(space.Shown.Length + 1)..] : name);
        if (File.Exists(inside) && (invocation.Space is null || IsBeneath(invocation.Directory, inside)))
        {
            return inside;
        }

        var near = EditDistance.Nearest(name, invocation.Overrides.Overrides.Select(static document => document.File));
        diagnostics.Add(Diagnostic.InFile(name, DiagnosticCode.MissingFile, DiagnosticSeverity.Error, "there is no such file") with
        {
            Hint = near is null ? invocation.Space is null ? "name it relative to the working directory" : "strata list shows the files of the space" : $"did you mean {near}?",
        });
        return null;
    }
}
