using System.CommandLine;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata help [COMMAND or CODE]</c>: explains a command, or a diagnostic by its code.</summary>
internal static class HelpCommand
{
    public static Command Create(CommandHost host)
    {
        var topic = new Argument<string?>("COMMAND or CODE") { Arity = ArgumentArity.ZeroOrOne, Description = "A command, or the code of a diagnostic: STR0004" };
        var command = new Command("help", "Explain a command, or a diagnostic by its code") { topic };
        command.SetAction(parsed => Run(host, parsed.RootCommandResult.Command, parsed.GetValue(topic)));
        return command;
    }

    private static int Run(CommandHost host, Command root, string? topic)
    {
        if (topic is null || root.Subcommands.Any(command => command.Name == topic || command.Aliases.Contains(topic)))
        {
            return CommandTree.Invoke(topic is null ? ["--help"] : [topic, "--help"], host);
        }

        var pages = DiagnosticPages.Read();
        var code = topic.ToUpperInvariant();
        if (pages.TryGetValue(code, out var page))
        {
            host.Output.Write(System.Text.Encoding.UTF8.GetBytes(page));
            return ExitCode.Done;
        }

        var near = EditDistance.Nearest(code, pages.Keys) ?? EditDistance.Nearest(topic, root.Subcommands.Select(static command => command.Name));
        host.WriteUsageError($"there is no help on \"{topic}\"", near is null ? "name a command, or a code such as STR0004" : $"did you mean {near}?");
        return ExitCode.NotFound;
    }
}
