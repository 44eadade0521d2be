using System.CommandLine;
using Strata.Explanations;
using Strata.Snapshots;

namespace Strata.Cli.Commands;

/// <summary><c>strata explain [PATH] [TYPE]</c>: says how a value came to be, or where every value was written.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandHost host)
    {
        var path = new Argument<string?>("PATH") { Arity = ArgumentArity.ZeroOrOne, Description = "The value to explain (default: every value)" };
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE)" };
        var command = new Command("explain", "Show each override's part in a value: winners and losers, with positions") { path, type };
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ReportFormats, fromServer: true);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetValue(path), parsed.GetValue(type)));
        return command;
    }

    private static int Run(Invocation invocation, string? pathText, string? type)
    {
        var format = invocation.FormatName(SharedOptions.ReportFormats);

        // "explain docker": one word that is a type, and none set elsewhere, cannot be meant as a path.
        if (type is null && pathText is not null && invocation.OptionalType(null) is null && invocation.Overrides.Types.Contains(pathText))
        {
            (pathText, type) = (null, pathText);
        }

        var path = pathText is null ? null : PathArgument.Read(pathText);
        var outcome = invocation.Resolve(invocation.ContextOf(invocation.TypeOrDefault(type)));
        if (!Invocation.IsUsable(outcome))
        {
            return ExitCode.Of(outcome.Validation, invocation.Strict);
        }

        var configuration = outcome.Configuration!;
        if (path is null)
        {
            return WriteAll(invocation, configuration, format);
        }

        if (configuration.Explain(path) is not { } explanation)
        {
            return invocation.Fail(PathArgument.Unknown(configuration, path));
        }

        if (format == "text")
        {
            invocation.WriteText(new ExplanationText(invocation.Reveal, invocation.HasColour).Of(explanation));
            return ExitCode.Done;
        }

        return invocation.Write(format, ExplanationShape.Of(explanation, invocation.Reveal), default);
    }

    private static int WriteAll(Invocation invocation, ResolvedConfiguration configuration, string format)
    {
        var leaves = LeafOrigin.Of(configuration, invocation.Reveal);
        if (format == "text")
        {
            invocation.WriteText(invocation.Host.IsOutputTerminal
                ? TerminalTable.Of(leaves, invocation.Host.Columns, invocation.Reveal, invocation.HasColour)
                : LeafTable.Of(leaves, invocation.Reveal));
            return ExitCode.Done;
        }

        return invocation.Write(format, ExplanationShape.Of(configuration, invocation.Reveal), default);
    }
}
