using System.CommandLine;
using Strata.Cli.Encryption;
using Strata.Cli.Reports;
using Strata.Encryption;
using Strata.Validation;

namespace Strata.Cli.Commands;

/// <summary><c>strata check [FILE...]</c>: fails when something that must be encrypted is not. It takes no key; one that is at hand is used.</summary>
internal static class CheckCommand
{
    public static Command Create(CommandHost host)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore, Description = "The files (default: every override)" };
        var command = new Command("check", "Fail when something that must be encrypted is not") { files };
        var options = new SharedOptions();
        options.AddTo(command, ReportWriter.Formats);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed) { AllowLocked = true }, parsed.GetValue(files) ?? []));
        return command;
    }

    private static int Run(Invocation invocation, string[] names)
    {
        var format = invocation.FormatName(ReportWriter.Formats);
        using var work = new FilesInPlace(invocation);
        foreach (var file in work.NamedOrAll(names, withSops: true))
        {
            if (work.ReadSops(file, work.Diagnostics) is { } sops)
            {
                SopsCheck.Report(sops, work.Keys, work.Diagnostics);
            }
            else if (work.Read(file, work.Diagnostics) is { } read)
            {
                EncryptionCheck.Report(read, work.Diagnostics);
            }
        }

        var found = work.Diagnostics.ToSorted().Select(static diagnostic => new ReviewedFinding(new MatrixFinding(diagnostic, []), IsKnown: false));
        return ReportWriter.Write(invocation, format, new ReviewedReport([.. found], [], null));
    }
}
