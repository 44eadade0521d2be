using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Strata.Cli.Commands;
using Strata.Values;

namespace Strata.Cli;

/// <summary>The grammar of the command line.</summary>
internal static class CommandTree
{
    /// <summary>The command that has commands of its own.</summary>
    public const string SchemaName = "schema";

    /// <summary>Another one.</summary>
    public const string RecipientsName = "recipients";

    /// <summary>A third one.</summary>
    public const string CacheName = "cache";

    /// <summary>A fourth one.</summary>
    public const string ServerName = "server";

    /// <summary>A fifth one.</summary>
    public const string DraftName = "draft";

    /// <summary>A sixth one.</summary>
    public const string AccessName = "access";

    /// <summary>A seventh one.</summary>
    public const string AuditName = "audit";

    /// <summary>An eighth one.</summary>
    public const string UserName = "user";

    /// <summary>A ninth one.</summary>
    public const string ClientName = "client";

    /// <summary>A tenth one.</summary>
    public const string TokenName = "token";

    /// <summary>Whether a command has commands of its own.</summary>
    public static bool HasCommands(string name) =>
        name is SchemaName or RecipientsName or CacheName or ServerName or DraftName or AccessName or AuditName or UserName or ClientName or TokenName;

    private const string RootName = "strata";

    // In the order of help.
    private static readonly (string Name, Func<CommandHost, Command> Create)[] Commands =
    [
        ("init", InitCommand.Create),
        ("resolve", ResolveCommand.Create),
        ("get", GetCommand.Create),
        ("explain", ExplainCommand.Create),
        ("list", ListCommand.Create),
        ("validate", ValidateCommand.Create),
        ("diff", DiffCommand.Create),
        ("export", ExportCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("run", RunCommand.Create),
        ("watch", WatchCommand.Create),
        ("mock", MockCommand.Create),
        (SchemaName, SchemaCommand.Create),
        ("encrypt", EncryptCommand.Create),
        ("decrypt", EncryptCommand.CreateDecrypt),
        ("edit", EditCommand.Create),
        ("migrate", MigrateCommand.Create),
        ("check", CheckCommand.Create),
        ("rotate", RotateCommand.Create),
        (RecipientsName, RecipientsCommand.Create),
        ("keygen", KeygenCommand.Create),
        ("merge-driver", MergeDriverCommand.Create),
        (CacheName, CacheCommand.Create),
        ("serve", ServeCommand.Create),
        (ServerName, ServerCommand.Create),
        ("push", PushCommand.Create),
        ("publish", PublishCommand.Create),
        ("rollback", RollbackCommand.Create),
        ("history", HistoryCommand.Create),
        ("drafts", DraftsCommand.Create),
        (DraftName, DraftCommand.Create),
        (AccessName, AccessCommand.Create),
        (AuditName, AuditCommand.Create),
        ("login", LoginCommand.Create),
        ("logout", LoginCommand.CreateLogout),
        ("whoami", LoginCommand.CreateWhoAmI),
        (UserName, UserCommand.Create),
        (ClientName, ClientCommand.Create),
        (TokenName, TokenCommand.Create),
        ("help", HelpCommand.Create),
    ];

    /// <summary>Whether there is a command of that name.</summary>
    public static bool IsCommand(string name) => name == "load" || Array.Exists(Commands, command => command.Name == name);

    /// <summary>Parses the arguments, and runs the command that they name.</summary>
    public static int Invoke(string[] args, CommandHost host)
    {
        args = CommandArguments.Read(args);
        var root = Build(host, args.Length > 0 ? args[0] : null);
        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var isWrong = parsed.Errors.Count > 0 && parsed.Action is not CommandHelp;
        if (!isWrong || parsed.UnmatchedTokens.Count > 0)
        {
            RefuseStrayOption(parsed, args);
        }

        if (isWrong)
        {
            throw WrongUsage(parsed, args);
        }

        using var output = new StreamWriter(host.Output, new System.Text.UTF8Encoding(false), leaveOpen: true);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = host.Error, ProcessTerminationTimeout = null });
    }

    /// <summary>The whole grammar, or only the part that the first argument asks for: making options takes time.</summary>
    public static Command Build(CommandHost host, string? first)
    {
        var root = new Command(RootName, "Resolves layered configuration overrides, and explains every value.")
        {
            HelpOf(host),
            new VersionOption { Action = new VersionAction() },
        };

        var wanted = first == "load" ? "resolve" : first;
        var isWhole = wanted == "help" || !Array.Exists(Commands, command => command.Name == wanted);
        foreach (var (name, create) in Commands)
        {
            if (isWhole || name == wanted)
            {
                root.Add(create(host));
            }
        }

        return root;
    }

    // Not the "/h" and "/?" of Windows: they are JSON Pointers here.
    private static HelpOption HelpOf(CommandHost host)
    {
        var layout = new HelpAction();
        layout.MaxWidth = host.IsOutputTerminal ? host.Columns : int.MaxValue;

        return new HelpOption("--help", "-h", "-?") { Recursive = true, Action = new CommandHelp(layout) };
    }

    // The parser takes what looks like an option, and is none, for an argument.
    private static void RefuseStrayOption(ParseResult parsed, string[] args)
    {
        foreach (var argument in parsed.CommandResult.Children.OfType<ArgumentResult>())
        {
            foreach (var token in argument.Tokens)
            {
                if (LooksLikeOption(token.Value, args))
                {
                    throw UnknownOption(token.Value, parsed.CommandResult.Command);
                }
            }
        }
    }

    // After "--" nothing does.
    private static bool LooksLikeOption(string token, string[] args) =>
        token is ['-', _, ..] && args.TakeWhile(static arg => arg != "--").Contains(token, StringComparer.Ordinal);

    private static UsageException UnknownOption(string token, Command command)
    {
        var options = command.Options.SelectMany(static option => option.Aliases.Prepend(option.Name));
        var near = token.Length > 2 ? EditDistance.Nearest(token.Split('=')[0], options) : null;
        return new UsageException($"unknown option \"{token.Split('=')[0]}\"", near is null ? $"strata {Shown(command)}--help lists the options" : $"did you mean {near}?");
    }

    private static UsageException WrongUsage(ParseResult parsed, string[] args)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count > 0)
        {
            var token = parsed.UnmatchedTokens[0];
            if (LooksLikeOption(token, args))
            {
                return UnknownOption(token, command);
            }

            if (command.Name == RootName)
            {
                var near = EditDistance.Nearest(token, Commands.Select(static command => command.Name).Append("load"));
                return new UsageException($"unknown command \"{token}\"", near is null ? "strata --help lists the commands" : $"did you mean {near}?");
            }

            if (command.Subcommands.Count > 0)
            {
                var near = EditDistance.Nearest(token, command.Subcommands.Select(static sub => sub.Name));
                return new UsageException($"unknown command \"{Shown(command)}{token}\"", near is null ? $"strata {Shown(command)}--help lists the commands" : $"did you mean {Shown(command)}{near}?");
            }

            return new UsageException($"unexpected argument \"{token}\"", $"strata {Shown(command)}--help shows what it takes");
        }

        if (args.Length == 0 || (command.Name == RootName && parsed.Tokens.Count == 0))
        {
            return CommandArguments.CommandMissing;
        }

        if (command.Subcommands.Count > 0)
        {
            return new UsageException($"a command is missing behind \"{command.Name}\"", $"strata {Shown(command)}--help lists the commands");
        }

        var message = parsed.Errors[0].Message.TrimEnd('.');
        return new UsageException(char.ToLowerInvariant(message[0]) + message[1..].Replace('\'', '"'), $"strata {Shown(command)}--help shows what it takes");
    }

    // "schema infer " for a command of a command.
    private static string Shown(Command command) =>
        command.Name == RootName ? "" : (command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Shown(parent) : "") + command.Name + " ";

    private sealed class VersionAction : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProductVersion.Text);
            return ExitCode.Done;
        }
    }
}
