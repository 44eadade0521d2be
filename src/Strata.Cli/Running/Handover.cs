using System.CommandLine;
using Strata.Cli.Exporting;
using Strata.Diagnostics;
using Strata.Exporting;
using Strata.Output;
using Strata.Secrets;
using Strata.Snapshots;

namespace Strata.Cli.Running;

/// <summary>How a command gets its configuration: as variables of its environment, in files, or both. Secrets are in clear there: it is who they are for.</summary>
internal sealed class Handover
{
    private readonly (IConfigurationExporter Exporter, string Path)[] _files;
    private readonly bool _hasVariables;

    private Handover((IConfigurationExporter Exporter, string Path)[] files, bool hasVariables)
    {
        _files = files;
        _hasVariables = hasVariables;
    }

    public static Option<string[]> ExportOption() => new("--export")
    {
        HelpName = "FORMAT=FILE",
        Description = "Write the configuration to a file for the command, secrets in clear, readable by you alone; repeatable",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = static _ => [],
    };

    public static Option<bool> NoVariablesOption() => new("--no-variables") { Description = "Give the command no variables of the configuration" };

    /// <exception cref="UsageException">An export is not written FORMAT=FILE, or of no known format.</exception>
    public static Handover Of(IEnumerable<string> exports, bool hasVariables)
    {
        var files = new List<(IConfigurationExporter, string)>();
        foreach (var export in exports)
        {
            var equals = export.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == export.Length - 1)
            {
                throw new UsageException($"--export takes FORMAT=FILE, and not \"{export}\"", "write --export appsettings=appsettings.json");
            }

            files.Add((ExportRun.ExporterOf(export[..equals]), export[(equals + 1)..]));
        }

        return new Handover([.. files], hasVariables);
    }

    /// <summary>Writes the files, and gives the variables.</summary>
    /// <param name="invocation">The run.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="environment">All variables of the command; null where there was a problem, which was reported.</param>
    /// <returns>The exit code.</returns>
    public int Prepare(Invocation invocation, ResolvedConfiguration configuration, out Dictionary<string, string>? environment)
    {
        environment = null;
        foreach (var (exporter, path) in _files)
        {
            var export = configuration.Export(exporter, revealsSecrets: true);
            invocation.Report(export.Validation);
            if (ExitCode.Of(export.Validation, invocation.Strict) is var exit and not ExitCode.Done || (exit = ExportRun.Write(invocation, export.Files, path)) != ExitCode.Done)
            {
                return exit;
            }
        }

        var variables = new Dictionary<string, string>(invocation.Host.Variables, StringComparer.Ordinal);
        if (_hasVariables)
        {
            var diagnostics = new DiagnosticBag();
            foreach (var leaf in LeafWriter.Read(new EnvFormat(), configuration.Root, Sensitivity.None, reveal: true, diagnostics))
            {
                variables[leaf.Name] = leaf.Text;
            }

            if (diagnostics.HasErrors)
            {
                return invocation.Fail(diagnostics);
            }
        }

        environment = variables;
        return ExitCode.Done;
    }
}
