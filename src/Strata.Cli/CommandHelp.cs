using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Strata.Cli.Running;

namespace Strata.Cli;

/// <summary>Prints help: of the whole as the lines that people type, of one command as the parser knows it.</summary>
internal sealed class CommandHelp(HelpAction ofCommand) : SynchronousCommandLineAction
{
    public override bool Terminating => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        if (command.Arguments.OfType<CommandLineWords.TypeAndCommand>().FirstOrDefault() is { } words)
        {
            return WithCommand(parseResult, words);
        }

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

    // The parser knows of no command behind "--", and would show several types.
    private int WithCommand(ParseResult parseResult, CommandLineWords.TypeAndCommand words)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var text = new StringWriter { NewLine = output.NewLine };
        configuration.Output = text;
        var exit = ofCommand.Invoke(parseResult);
        configuration.Output = output;
        output.Write(text.ToString().Replace($"[<{words.Name}>...] [options]", $"[<{words.Name}>] [options] {words.Command}", StringComparison.Ordinal));
        return exit;
    }

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{NameOf(parent)} {command.Name}" : command.Name;

    private static string LineOf(Command command) => command.Subcommands.Count > 0 ? $"{command.Name} COMMAND" : string.Join(' ', command.Arguments.Select(static argument => argument switch
    {
        CommandLineWords.TypeAndCommand words => $"[{words.Name}] {words.Command}",
        { Arity.MaximumNumberOfValues: > 1 } => $"[{argument.Name} ...]",
        { Arity.MinimumNumberOfValues: 0 } => $"[{argument.Name}]",
        _ => argument.Name,
    }).Prepend(command.Name));
}
