using System.CommandLine;
using Strata.Cli.Caching;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata get PATH [TYPE]</c>: prints one value.</summary>
internal static class GetCommand
{
    public static Command Create(CommandHost host)
    {
        var path = new Argument<string>("PATH") { Description = "database.postgresql.host, services[0].name, \"key.with.dots\".x, or a JSON Pointer" };
        var type = new Argument<string?>("TYPE") { Arity = ArgumentArity.ZeroOrOne, Description = "The type to resolve (default: $CONFIG_OVERRIDE_TYPE)" };
        var noCache = CacheInUse.Option();
        var command = new Command("get", "Print one value: a scalar bare, anything else in the output format") { path, type, noCache };
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ConfigurationFormats, fromServer: true);
        command.SetAction(parsed => Run(
            new Invocation(host, options, parsed) { Cache = CacheInUse.Of(host, parsed.GetValue(noCache)), KeepsFiles = !parsed.GetValue(noCache) },
            parsed.GetRequiredValue(path),
            parsed.GetValue(type)));
        return command;
    }

    private static int Run(Invocation invocation, string text, string? type)
    {
        var format = invocation.FormatName(SharedOptions.ConfigurationFormats);
        var path = PathArgument.Read(text);
        var context = invocation.ContextOf(invocation.TypeOrDefault(type));
        if (Recalled(invocation, format, path, context))
        {
            return ExitCode.Done;
        }

        var outcome = invocation.Resolve(context);
        if (!Invocation.IsUsable(outcome))
        {
            return ExitCode.Of(outcome.Validation, invocation.Strict);
        }

        var configuration = outcome.Configuration!;
        if (!configuration.TryGet(path, out var node))
        {
            return invocation.Fail(PathArgument.Unknown(configuration, path));
        }

        var diagnostics = new DiagnosticBag();
        var exit = TryWrite(invocation, format, node, configuration.CursorAt(path), diagnostics) ? ExitCode.Done : invocation.Fail(diagnostics);
        invocation.Cache?.Keep(invocation, outcome, context);
        return exit;
    }

    // What is not there, or cannot be written, is told of by who resolves.
    private static bool Recalled(Invocation invocation, string format, ConfigPath path, ResolutionContext context)
    {
        using var kept = invocation.Cache?.Recall(invocation, context);
        if (kept is null || !kept.TryFind(path, out var node, out var secrets, out var withheld) || (invocation.Reveal && withheld)
            || !TryWrite(invocation, format, node, secrets, new DiagnosticBag()))
        {
            return false;
        }

        invocation.Cache!.Hit();
        return true;
    }

    private static bool TryWrite(Invocation invocation, string format, ConfigNode node, Sensitivity.Cursor secrets, DiagnosticBag diagnostics)
    {
        if (node is not ScalarNode scalar)
        {
            return invocation.TryWrite(format, node, secrets, diagnostics);
        }

        var shown = !invocation.Reveal && secrets.Masks(scalar) ? secrets.TextOf(scalar) : Bare(scalar);
        invocation.WriteText(shown + "\n");
        return true;
    }

    private static string Bare(ScalarNode scalar) => scalar.IsNull ? "null" : scalar.ToInvariantText();
}

/// <summary>The PATH of a command.</summary>
internal static class PathArgument
{
    public static ConfigPath Read(string text) => ConfigPath.TryParse(text, out var path, out var problem)
        ? path
        : throw new UsageException($"\"{text}\" is no path: {problem}", "write a.b.c, a[0].b, \"key.with.dots\".b, or a JSON Pointer such as /a/b");

    public static Diagnostic Unknown(ResolvedConfiguration configuration, ConfigPath path) =>
        new(DiagnosticCode.UnknownPath, DiagnosticSeverity.Error, $"there is no value at \"{path}\"")
        {
            Path = path,
            Hint = configuration.Nearest(path) is { } near ? $"did you mean \"{near}\"?" : $"strata explain lists every path of {configuration.Context.Type}",
        };
}
