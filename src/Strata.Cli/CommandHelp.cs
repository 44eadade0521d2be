using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Strata.Cli;

/// <summary>Prints help: of the whole as the lines that people type, of one command as the parser knows it.</summary>
internal sealed class CommandHelp(HelpAction ofCommand) : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        if (command.Subcommands.Count == 0)
        {
            return ofCommand.Invoke(parseResult);
        }

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine($"{command.Description}\n\nUsage: {NameOf(command)} COMMAND [options]\n\nCommands:");
        var lines = command.Subcommands.Select(static sub => (Line: LineOf(sub), sub.Description, sub.Aliases)).ToList();
        var width = lines.Max(static line => line.Line.Length);
        foreach (var (line, description, aliases) in lines)
        {
            var also = aliases.Count == 0 ? "" : $" (also: {string.Join(", ", aliases)})";
            output.WriteLine($"  {line.PadRight(width)}  {description}{also}");
        }

        output.WriteLine($"\nOptions:\n  {"-h, --help".PadRight(width)}  Show this; behind a command, its options");
        if (command.Options.Any(static option => option.Name == "--version"))
        {
            output.WriteLine($"  {"--version".PadRight(width)}  Show the version");
        }

        return ExitCode.Done;
    }

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : command.Name;

    private static string LineOf(Command command) => command.Subcommands.Count > 0 ? $"{command.Name} COMMAND" : string.Join(' ', command.Arguments.Select(static argument => argument.Arity switch
    {
        { MaximumNumberOfValues: > 1 } => $"[{argument.Name} ...]",
        { MinimumNumberOfValues: 0 } => $"[{argument.Name}]",
        _ => argument.Name,
    }).Prepend(command.Name));
}
