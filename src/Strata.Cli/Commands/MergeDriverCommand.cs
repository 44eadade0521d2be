using System.CommandLine;
using Strata.Cli.Encryption;
using Strata.Cli.Merging;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Encryption;
using Strata.Encryption.ThreeWay;
using Strata.Secrets.Keys;
using Strata.Sources;

namespace Strata.Cli.Commands;

/// <summary>
/// <c>strata merge-driver BASE OURS THEIRS [PATH]</c>: merges two sides of an override for git, and writes the result over OURS. In git's
/// configuration: <c>driver = strata merge-driver %O %A %B %P</c>.
/// </summary>
internal static class MergeDriverCommand
{
    public static Command Create(CommandHost host)
    {
        var original = new Argument<string>("BASE") { Description = "What both sides come from (git: %O)" };
        var ours = new Argument<string>("OURS") { Description = "Our side, over which the result is written (git: %A)" };
        var theirs = new Argument<string>("THEIRS") { Description = "The other side (git: %B)" };
        var path = new Argument<string?>("PATH") { Arity = ArgumentArity.ZeroOrOne, Description = "The file's own path, whose ending tells its format (git: %P; default: OURS)" };
        var command = new Command("merge-driver", "Merge two sides of an encrypted file value by value, for git") { original, ours, theirs, path };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            using var work = new FilesInPlace(invocation);
            return Run(invocation, work, parsed.GetRequiredValue(original), parsed.GetRequiredValue(ours), parsed.GetRequiredValue(theirs), parsed.GetValue(path));
        });
        return command;
    }

    private static int Run(Invocation invocation, FilesInPlace work, string original, string ours, string theirs, string? path)
    {
        var shown = path ?? ours;
        var merged = Merge(invocation, work, original, ours, theirs, shown);
        var code = work.Report();
        if (merged is null || code != ExitCode.Done)
        {
            // One, to git, is a merge that left conflicts.
            return Math.Max(ExitCode.WrongUsage, code);
        }

        try
        {
            AtomicFile.Write(ours, merged.Bytes);
        }
        catch (WriteFailedException failed)
        {
            return Math.Max(ExitCode.WrongUsage, invocation.Fail(Diagnostic.InFile(shown, DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, $"it cannot be written, and is as it was: {failed.Reason}")));
        }

        if (merged.Conflicts.IsEmpty)
        {
            return ExitCode.Done;
        }

        foreach (var conflict in merged.Conflicts[..^1])
        {
            invocation.Host.WriteUsageError($"{shown}: both sides changed {conflict}", null);
        }

        invocation.Host.WriteUsageError($"{shown}: both sides changed {merged.Conflicts[^1]}", $"choose between the markers, then seal the file anew: strata encrypt --accept-changes {shown}");
        return ExitCode.Invalid;
    }

    private static MergedFile? Merge(Invocation invocation, FilesInPlace work, string original, string ours, string theirs, string shown)
    {
        try
        {
            var limits = invocation.Options.Limits;
            EncryptableFile? Read(string side) => Bytes(side, limits.MaxFileBytes, work.Diagnostics) is { } bytes
                ? EncryptableFile.Parse(new OverrideFile(Path.GetFileNameWithoutExtension(shown), shown, FullPath.Of(side)), bytes, limits, work.Keys, work.Diagnostics)
                : null;

            var left = Read(ours);
            var right = Read(theirs);

            // Both may have added the file.
            var before = File.Exists(original) && new FileInfo(original).Length == 0 ? null : Read(original);
            return left is null || right is null || work.Diagnostics.HasErrors ? null : new FileMerge(work.Keys, GitMergeFile.Merge, work.Diagnostics).Merge(before, left, right);
        }
        catch (KeyException problem)
        {
            work.Diagnostics.Add(Diagnostic.InFile(shown, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, problem.Message) with { Hint = problem.Hint });
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? Bytes(string file, long most, DiagnosticBag diagnostics)
    {
        if (!File.Exists(file))
        {
            diagnostics.Add(MissingFile.Of(file, "there is no such file", "git names three files: %O %A %B"));
            return null;
        }

        try
        {
            if (FileContent.ReadBytes(file, most) is { } bytes)
            {
                return bytes;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(FileProblem.Of(file, exception));
            return null;
        }

        // Too large, in the words that are used elsewhere.
        FileContent.ReadNamed(file, most, diagnostics);
        return null;
    }
}
