using System.CommandLine;
using System.Text;
using Strata.Cli.Exporting;
using Strata.Exporting;

namespace Strata.Cli.Commands;

/// <summary><c>strata export FORMAT [TYPE]</c>: writes the resolved configuration as another system reads it.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandHost host)
    {
        var format = new Argument<string?>("FORMAT") { Arity = ArgumentArity.ZeroOrOne, Description = "What to write; without it, all that there are" };
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE)" };
        var output = new Option<string?>("--out") { HelpName = "FILE|DIR", Description = "Where to write (default, and -: standard output); several files need a directory" };
        var command = new Command("export", "Write the resolved configuration as another system reads it") { format, type, output };
        var options = new SharedOptions();
        options.AddTo(command, ["text"], fromServer: true);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed), parsed.GetValue(format), parsed.GetValue(type), parsed.GetValue(output)));
        return command;
    }

    private static int Run(Invocation invocation, string? format, string? type, string? output)
    {
        invocation.FormatName(["text"]);
        if (format is null)
        {
            invocation.WriteText(List());
            return ExitCode.Done;
        }

        var exporter = ExportRun.ExporterOf(format);
        if (output is "")
        {
            throw new UsageException("--out takes the path of a file or a directory");
        }

        var outcome = invocation.Resolve(invocation.ContextOf(invocation.TypeOrDefault(type)));
        return Invocation.IsUsable(outcome)
            ? ExportRun.Write(invocation, outcome.Configuration!, exporter, output)
            : ExitCode.Of(outcome.Validation, invocation.Strict);
    }

    private static string List()
    {
        var text = new StringBuilder();
        var width = ConfigurationExporters.All.Max(static exporter => exporter.Name.Length) + 2;
        foreach (var exporter in ConfigurationExporters.All)
        {
            text.Append(exporter.Name.PadRight(width)).Append(exporter.Description).Append('\n');
        }

        return text.ToString();
    }
}
