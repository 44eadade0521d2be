using System.CommandLine;
using System.Text;
using Strata.Cli.Editing;
using Strata.Cli.Starting;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata init [DIRECTORY]</c>: writes a starting set of overrides, over nothing that is there.</summary>
internal static class InitCommand
{
    public static Command Create(CommandHost host)
    {
        var directory = new Argument<string>("DIRECTORY") { Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => ".", Description = "Where to write (default: here); made if it is missing" };
        var template = new Option<string>("--template") { HelpName = "NAME", DefaultValueFactory = static _ => "minimal", Description = $"The set: {string.Join(", ", StartingTemplate.Names)} (default: minimal)" };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "The application's name (default: the directory's)" };
        var pipelines = new Option<string[]>("--ci")
        {
            HelpName = "SYSTEM",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = static _ => [],
            Description = $"Also files of a CI system that checks the overrides: {string.Join(", ", StartingTemplate.Pipelines)}; repeatable",
        };
        var skip = new Option<bool>("--skip-existing") { Description = "Leave files that are there as they are, and write the others" };
        var command = new Command("init", "Write a starting set of overrides into a directory") { directory, template, name, pipelines, skip };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            invocation.FormatName(["text"]);
            var where = parsed.GetRequiredValue(directory) is { Length: > 0 } given ? given : throw new UsageException("DIRECTORY is empty");
            Known("template", parsed.GetRequiredValue(template), StartingTemplate.Names);
            foreach (var pipeline in parsed.GetValue(pipelines) ?? [])
            {
                Known("CI system", pipeline, StartingTemplate.Pipelines);
            }

            var called = StartingTemplate.NameOf(parsed.GetValue(name) is { Length: > 0 } own ? own : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(where))));
            return Run(invocation, where, StartingTemplate.FilesOf(parsed.GetRequiredValue(template), parsed.GetValue(pipelines) ?? [], called), parsed.GetValue(skip));
        });
        return command;
    }

    private static void Known(string what, string name, string[] known)
    {
        if (!known.Contains(name))
        {
            throw new UsageException($"unknown {what} \"{name}\"", EditDistance.Nearest(name, known) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", known)}");
        }
    }

    private static int Run(Invocation invocation, string directory, IReadOnlyList<(string File, string Text)> files, bool skipsExisting)
    {
        var diagnostics = new DiagnosticBag();
        var missing = new List<(string File, string Text)>();
        foreach (var file in files)
        {
            var path = Path.Combine(directory, file.File);
            if (!Path.Exists(path))
            {
                missing.Add(file);
            }
            else if (!skipsExisting)
            {
                diagnostics.Add(Diagnostic.InFile(path, DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, "it is there already, and nothing is written over it") with { Hint = "name another directory, or leave it with --skip-existing" });
            }
        }

        if (diagnostics.HasErrors)
        {
            return invocation.Fail(diagnostics);
        }

        var exit = FilesTogether.Write(
            invocation,
            missing.Select(file => (Path.Combine(directory, file.File), Encoding.UTF8.GetBytes(file.Text), false)),
            makesDirectories: true,
            isNew: true,
            "it cannot be written",
            "name a directory that can be written to");
        if (exit != ExitCode.Done)
        {
            return exit;
        }

        invocation.WriteText(string.Concat(missing.Select(file => $"{Path.Combine(directory, file.File)}\n")));
        invocation.Note(directory == "." ? "strata validate checks them, strata list shows them" : $"cd {directory}; strata validate checks them, strata list shows them");
        return ExitCode.Done;
    }
}
