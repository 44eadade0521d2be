using System.CommandLine;
using Strata.Cli.Caching;
using Strata.Cli.Exporting;
using Strata.Diagnostics;
using Strata.Selection;

namespace Strata.Cli.Commands;

/// <summary><c>strata resolve [TYPE]</c>: validates, then prints the resolved configuration.</summary>
internal static class ResolveCommand
{
    public static Command Create(CommandHost host)
    {
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE)" };
        var noCache = CacheInUse.Option();
        var command = new Command("resolve", "Validate, then print the resolved configuration") { type, noCache };
        command.Aliases.Add("load");
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ConfigurationFormats, andExports: true, fromServer: true);
        command.SetAction(parsed => Run(new Invocation(host, options, parsed) { Cache = CacheInUse.Of(host, parsed.GetValue(noCache)), KeepsFiles = !parsed.GetValue(noCache) }, parsed.GetValue(type)));
        return command;
    }

    private static int Run(Invocation invocation, string? type)
    {
        var format = invocation.FormatName(SharedOptions.ExportFormats);
        var context = invocation.ContextOf(invocation.TypeOrDefault(type));
        var isExport = !SharedOptions.ConfigurationFormats.Contains(format);
        if (!isExport && Recalled(invocation, format, context))
        {
            return ExitCode.Done;
        }

        var outcome = invocation.Resolve(context);
        if (!Invocation.IsUsable(outcome))
        {
            return ExitCode.Of(outcome.Validation, invocation.Strict);
        }

        var exit = isExport
            ? ExportRun.Write(invocation, outcome.Configuration!, ExportRun.ExporterOf(format), path: null)
            : invocation.Write(format, outcome.Configuration!.Root, outcome.Configuration.Sensitivity.Root);
        invocation.Cache?.Keep(invocation, outcome, context);
        return exit;
    }

    // What cannot be written is told of by who resolves: with its lines, which are not kept.
    private static bool Recalled(Invocation invocation, string format, ResolutionContext context)
    {
        using var kept = invocation.Cache?.Recall(invocation, context);
        if (kept is null || (invocation.Reveal && kept.Withheld > 0) || !kept.TryRead(out var root, out var secrets) || !invocation.TryWrite(format, root, secrets, new DiagnosticBag()))
        {
            return false;
        }

        invocation.Cache!.Hit();
        return true;
    }
}
