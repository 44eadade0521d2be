using System.CommandLine;

namespace Strata.Cli.Commands;

/// <summary><c>strata resolve [TYPE]</c>: validates, then prints the resolved configuration.</summary>
internal static class ResolveCommand
{
    public static Command Create(CommandHost host)
    {
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE)" };
        var command = new Command("resolve", "Validate, then print the resolved configuration") { type };
        command.Aliases.Add("load");
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ConfigurationFormats);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetValue(type)));
        return command;
    }

    private static int Run(Invocation invocation, string? type)
    {
        var format = invocation.FormatName(SharedOptions.ConfigurationFormats);
        var outcome = invocation.Resolve(invocation.ContextOf(invocation.TypeOrDefault(type)));
        return Invocation.IsUsable(outcome)
            ? invocation.Write(format, outcome.Configuration!.Root, outcome.Configuration.Sensitivity.Root)
            : ExitCode.Of(outcome.Validation, invocation.Strict);
    }
}
