using System.CommandLine;
using System.CommandLine.Parsing;

namespace Strata.Cli.Running;

/// <summary>What stands behind <c>strata run</c> or <c>strata watch</c>: a TYPE, and behind <c>--</c> the command and its arguments.</summary>
/// <param name="Type">The type; null where there is none.</param>
/// <param name="Words">The command and its arguments; none where there is no command.</param>
internal sealed record CommandLineWords(string? Type, string[] Words)
{
    /// <summary>The argument that takes all of it.</summary>
    /// <param name="needsCommand">Whether there must be a command.</param>
    public static Argument<string[]> Argument(bool needsCommand) => new TypeAndCommand(needsCommand ? "-- COMMAND" : "[-- COMMAND]")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE); behind -- a command and its arguments",
    };

    /// <summary>Divides it.</summary>
    /// <exception cref="UsageException">There are several types.</exception>
    public static CommandLineWords Of(ParseResult parsed, Argument<string[]> argument)
    {
        var all = parsed.GetValue(argument) ?? [];
        var words = 0;
        var isBehind = false;
        foreach (var token in parsed.Tokens)
        {
            words += isBehind ? 1 : 0;
            isBehind |= token.Type == TokenType.DoubleDash;
        }

        var types = all.AsSpan(0, all.Length - words);
        return types.Length <= 1
            ? new CommandLineWords(types.Length == 0 ? null : types[0], all[^words..])
            : throw new UsageException($"there is one TYPE, and \"{types[1]}\" is a second", "write a command behind --: strata run docker -- COMMAND");
    }

    /// <summary>To the parser it is one list of words; in help it is what people type.</summary>
    /// <param name="command">How the command is shown.</param>
    public sealed class TypeAndCommand(string command) : Argument<string[]>("TYPE")
    {
        /// <summary>How the command is shown.</summary>
        public string Command { get; } = command;
    }
}
