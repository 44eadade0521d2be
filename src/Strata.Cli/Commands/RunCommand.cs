using System.CommandLine;
using Strata.Cli.Running;

namespace Strata.Cli.Commands;

/// <summary><c>strata run [TYPE] -- COMMAND</c>: starts a command with the resolved configuration, and ends as it ends.</summary>
internal static class RunCommand
{
    public static Command Create(CommandHost host)
    {
        var words = CommandLineWords.Argument(needsCommand: true);
        var exports = Handover.ExportOption();
        var noVariables = Handover.NoVariablesOption();
        var command = new Command("run", "Start a command with the resolved configuration as its variables, or in files") { words, exports, noVariables };
        var options = new SharedOptions();
        options.AddTo(command, ["text"], fromServer: true);
        command.SetAction(parsed => Run(
            new Invocation(host, options, parsed),
            CommandLineWords.Of(parsed, words),
            Handover.Of(parsed.GetValue(exports) ?? [], !parsed.GetValue(noVariables))));
        return command;
    }

    private static int Run(Invocation invocation, CommandLineWords line, Handover handover)
    {
        invocation.FormatName(["text"]);
        if (line.Words.Length == 0)
        {
            throw new UsageException("a command is missing", "write it behind --: strata run docker -- COMMAND");
        }

        var outcome = invocation.Resolve(invocation.ContextOf(invocation.TypeOrDefault(line.Type)));
        if (!Invocation.IsUsable(outcome))
        {
            return ExitCode.Of(outcome.Validation, invocation.Strict);
        }

        var exit = handover.Prepare(invocation, outcome.Configuration!, out var environment);
        if (environment is null)
        {
            return exit;
        }

        return ChildProcess.RunToItsEnd(line.Words, environment, invocation.Host);
    }
}
