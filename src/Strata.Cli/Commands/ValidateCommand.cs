using System.CommandLine;
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
        var what = new Argument<string[]>("FILE or TYPE") { Arity = ArgumentArity.ZeroOrMore, Description = "What to check (default: every file and every type)" };
        var command = new Command("validate", "Write all diagnostics, nothing else") { what };
        var options = new SharedOptions();
        var baseline = new BaselineOptions();
        baseline.AddTo(command);
        options.AddTo(command, ReportWriter.Formats);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), baseline, parsed, parsed.GetValue(what) ?? []));
        return command;
    }

    private static int Run(Invocation invocation, BaselineOptions baseline, ParseResult parsed, string[] names)
    {
        var format = invocation.FormatName(ReportWriter.Formats);
        var review = baseline.Read(invocation, parsed, isWhole: names.Length == 0);
        var found = Check(invocation, names);
        return ReportWriter.Write(invocation, format, review.Of(new MatrixReport([.. found.Diagnostics.Select(static diagnostic => new MatrixFinding(diagnostic, []))], [])));
    }

    private static ValidationResult Check(Invocation invocation, string[] names)
    {
        if (names.Length == 0)
        {
            return invocation.Overrides.ValidateAll(invocation.ContextOf);
        }

        var diagnostics = new DiagnosticBag();
        foreach (var name in names)
        {
            diagnostics.AddRange(CheckOne(invocation, name).Diagnostics);
        }

        return new ValidationResult(diagnostics.ToSorted());
    }

    private static ValidationResult CheckOne(Invocation invocation, string name)
    {
        if (File.Exists(name))
        {
            return invocation.Manager.ValidateOverrideFile(name);
        }

        if (Directory.Exists(name) && !invocation.Overrides.Types.Contains(name))
        {
            return Only(MissingFile.Of(name, "", "", "name the overrides directory with -d: strata validate -d DIR"));
        }

        if (name.Contains('/', StringComparison.Ordinal) || Path.GetExtension(name) is ".yml" or ".yaml" or ".json" or ".toml")
        {
            // A file is named from the working directory, or from the overrides directory as lists of overrides show it.
            var inside = Path.Combine(invocation.Directory, name);
            if (File.Exists(inside))
            {
                return invocation.Manager.ValidateOverrideFile(inside);
            }

            var near = EditDistance.Nearest(name, invocation.Overrides.Overrides.Select(static document => document.File));
            return Only(Diagnostic.InFile(name, DiagnosticCode.MissingFile, DiagnosticSeverity.Error, "there is no such file") with
            {
                Hint = near is null ? "name it relative to the working directory" : $"did you mean {near}?",
            });
        }

        return invocation.Overrides.Resolve(invocation.ContextOf(name)).Validation;
    }

    private static ValidationResult Only(Diagnostic diagnostic) => new([diagnostic]);
}
