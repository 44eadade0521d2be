using System.CommandLine;
using System.Globalization;
using Strata.Cli.Mocking;
using Strata.Cli.Running;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata mock [TYPE]</c>: starts the HTTP services that the configuration mocks.</summary>
internal static class MockCommand
{
    public static Command Create(CommandHost host)
    {
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE)" };
        var port = new Option<string?>("--port") { HelpName = "N", Description = "The port in place of mocks.port; 0 takes a free one, which is printed" };
        var fails = new Option<bool>("--fail-on-unmatched") { Description = "End with exit code 1 if a call was made that no route answers" };
        var command = new Command("mock", "Start the HTTP services that the section mocks describes, until Ctrl-C") { type, port, fails };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetValue(type), parsed.GetValue(port), parsed.GetValue(fails)));
        return command;
    }

    private static int Run(Invocation invocation, string? type, string? port, bool failsOnUnmatched)
    {
        invocation.FormatName(["text"]);
        var arguments = new List<string> { invocation.Directory, "--tell", Told(invocation) };
        if (port is not null)
        {
            arguments.AddRange("--port", PortOf(port));
        }

        if (failsOnUnmatched)
        {
            arguments.Add("--fail-on-unmatched");
        }

        var outcome = invocation.Resolve(invocation.ContextOf(invocation.TypeOrDefault(type)));
        if (!Invocation.IsUsable(outcome))
        {
            return ExitCode.Of(outcome.Validation, invocation.Strict);
        }

        var configuration = outcome.Configuration!;
        if (!configuration.TryGet("mocks", out _))
        {
            return invocation.Fail(PathArgument.Unknown(configuration, ConfigPath.Parse("mocks")));
        }

        if (ProgramBeside.Mocks.FindBeside(AppContext.BaseDirectory) is not { } server)
        {
            return invocation.Fail(ProgramBeside.Mocks.Missing(AppContext.BaseDirectory, "serves mocks"));
        }

        return new MockServer(server).Run(arguments, MockSections.Of(configuration));
    }

    // The levels of the command, as that program knows them.
    private static string Told(Invocation invocation) => invocation.TellsHow ? "calls" : invocation.TellsWarnings ? "warnings" : "nothing";

    private static string PortOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
        ? text
        : throw new UsageException($"--port \"{text}\" is no port", "write a whole number from 0 to 65535");
}
