using System.Collections.Immutable;
using System.CommandLine;
using Strata.Diagnostics;
using Strata.Output;
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
        options.AddTo(command, SharedOptions.ReportFormats);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetValue(what) ?? []));
        return command;
    }

    private static int Run(Invocation invocation, string[] names)
    {
        var format = invocation.FormatName(SharedOptions.ReportFormats);
        var progress = new MatrixProgress();
        MatrixReport report;
        using (ProgressLine.Begin(invocation.Host, progress))
        {
            report = names.Length == 0 ? MatrixRun.Whole(invocation, progress) : Check(invocation, names, progress);
        }

        var validation = report.ToValidation();
        if (format == "text")
        {
            invocation.Report(report);
        }
        else
        {
            invocation.Write(format, ShapeOf(report, ExitCode.Of(validation, invocation.Strict) == ExitCode.Done), default);
        }

        return ExitCode.Of(validation, invocation.Strict);
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
                invocation.Manager.CheckFile(file, checks, files);
            }
            else if (!IsFile(invocation, name))
            {
                var context = invocation.ContextOf(name);
                contexts.Add(new PlannedContext(ContextName.Of(context), context, MustApply: true));
            }
        }

        return contexts.Count > 0
            ? invocation.Overrides.Validate(contexts.DrainToImmutable(), files, checks, MatrixScope.Part, progress)
            : new MatrixReport([.. files.ToSorted().Select(static diagnostic => new MatrixFinding(diagnostic, []))], []);
    }

    private static bool IsFile(Invocation invocation, string name) =>
        (Directory.Exists(name) && !invocation.Overrides.Types.Contains(name))
        || name.Contains('/', StringComparison.Ordinal)
        || Path.GetExtension(name) is ".yml" or ".yaml" or ".json" or ".toml";

    // Null where the name is that of a type, or, with an error, of no file.
    private static string? FileOf(Invocation invocation, string name, DiagnosticBag diagnostics)
    {
        if (File.Exists(name))
        {
            return name;
        }

        if (!IsFile(invocation, name))
        {
            return null;
        }

        if (Directory.Exists(name) && !invocation.Overrides.Types.Contains(name))
        {
            diagnostics.Add(MissingFile.Of(name, "", "", "name the overrides directory with -d: strata validate -d DIR"));
            return null;
        }

        // A file is named from the working directory, or from the overrides directory as lists of overrides show it.
        var inside = Path.Combine(invocation.Directory, name);
        if (File.Exists(inside))
        {
            return inside;
        }

        var near = EditDistance.Nearest(name, invocation.Overrides.Overrides.Select(static document => document.File));
        diagnostics.Add(Diagnostic.InFile(name, DiagnosticCode.MissingFile, DiagnosticSeverity.Error, "there is no such file") with
        {
            Hint = near is null ? "name it relative to the working directory" : $"did you mean {near}?",
        });
        return null;
    }

    private static MappingNode ShapeOf(MatrixReport report, bool isValid)
    {
        return new ObjectShape()
            .Add("valid", isValid)
            .Add("errors", Of(DiagnosticSeverity.Error))
            .Add("warnings", Of(DiagnosticSeverity.Warning))
            .Add("suggestions", Of(DiagnosticSeverity.Suggestion))
            .Build();

        ConfigNode Of(DiagnosticSeverity severity) => ListShape.Of(report.Findings
            .Where(finding => finding.Diagnostic.Severity == severity)
            .Select(finding => DiagnosticShape.Of(finding.Diagnostic, report.ReachOf(finding))));
    }
}
