using System.CommandLine;
using Strata.Cli.Running;
using Strata.Diagnostics;

namespace Strata.Cli.Serving;

/// <summary>The commands that <c>strata-server</c> carries out.</summary>
internal static class ServerProgram
{
    /// <summary>A command of that program.</summary>
    /// <param name="host">What the command has of the world.</param>
    /// <param name="name">Its name, there as here.</param>
    /// <param name="description">What it does.</param>
    /// <param name="options">Its options, which are handed on.</param>
    /// <param name="argument">Its argument; null where it takes none.</param>
    public static Command Command(CommandHost host, string name, string description, Option[] options, Argument<string>? argument = null)
    {
        var command = new Command(name, description);
        if (argument is not null)
        {
            command.Add(argument);
        }

        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction(parsed => Run(host, [name, .. argument is null ? [] : new[] { parsed.GetRequiredValue(argument) }, .. options.SelectMany(option => WordsOf(parsed, option))]));
        return command;
    }

    public static Option<string?> Store() => Text("--store", "STORE", "\"Host=...;...\" for PostgreSQL, or a file of SQLite (default: $STRATA_STORE, else strata.db in the data directory)");

    public static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    public static Option<string[]> Repeatable(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [] };

    private static int Run(CommandHost host, string[] arguments)
    {
        if (ProgramBeside.Server.FindBeside(AppContext.BaseDirectory) is not { } file)
        {
            var missing = ProgramBeside.Server.Missing(AppContext.BaseDirectory, "serves configurations");
            new DiagnosticText(host.Error, host.HasColour(host.IsErrorTerminal)).Write(missing);
            return ExitCode.NotFound;
        }

        if (host.OwnsProcess && !OperatingSystem.IsWindows())
        {
            host.Error.Flush();
            ProgramBeside.Become(file, arguments);
        }

        return ChildProcess.RunToItsEnd([file, .. arguments], host.Variables, host);
    }

    private static IEnumerable<string> WordsOf(ParseResult parsed, Option option) => option switch
    {
        Option<bool> flag => parsed.GetValue(flag) ? [flag.Name] : [],
        Option<string[]> repeatable => (parsed.GetValue(repeatable) ?? []).Select(value => $"{option.Name}={value}"),
        Option<string?> text => parsed.GetValue(text) is { } value ? [$"{option.Name}={value}"] : [],
        _ => [],
    };
}
