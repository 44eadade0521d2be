using System.Text;
using Strata.Cli.Editing;
using Strata.Exporting;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Cli.Exporting;

/// <summary>Exports a resolved configuration, and writes what comes of it: all of it, or nothing.</summary>
internal static class ExportRun
{
    /// <summary>The exporter of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static IConfigurationExporter ExporterOf(string name) => ConfigurationExporters.TryGet(name, out var exporter)
        ? exporter
        : throw new UsageException(
            $"unknown export format \"{name}\"",
            EditDistance.Nearest(name, ConfigurationExporters.All.Select(static known => known.Name)) is { } near ? $"did you mean {near}?" : "strata export lists them");

    /// <summary>Exports a configuration.</summary>
    /// <param name="invocation">The run.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="exporter">The exporter.</param>
    /// <param name="path">The file or directory; null, <c>-</c> or <c>/dev/stdout</c> for standard output.</param>
    /// <returns>The exit code.</returns>
    public static int Write(Invocation invocation, ResolvedConfiguration configuration, IConfigurationExporter exporter, string? path)
    {
        var export = configuration.Export(exporter, invocation.Reveal);
        invocation.Report(export.Validation);
        var exit = ExitCode.Of(export.Validation, invocation.Strict);
        if (exit != ExitCode.Done)
        {
            return exit;
        }

        // The device too: where standard output is a file, writing together would put a new file into its place.
        if (path is not (null or "-" or "/dev/stdout"))
        {
            return Write(invocation, export.Files, path);
        }

        if (export.Files is not [var file])
        {
            throw new UsageException($"{exporter.Name} are {export.Files.Length} files: {string.Join(", ", export.Files.Select(static file => file.Name))}", "write --out DIR");
        }

        invocation.WriteText(file.Text);
        return ExitCode.Done;
    }

    /// <summary>Writes files, all or none.</summary>
    public static int Write(Invocation invocation, IReadOnlyList<ExportedFile> files, string path)
    {
        var isDirectory = files.Count != 1 || Directory.Exists(path) || Path.EndsInDirectorySeparator(path);
        return FilesTogether.Write(
            invocation,
            files.Select(file => (isDirectory ? Path.Combine(path, file.Name) : path, Encoding.UTF8.GetBytes(file.Text), file.HoldsSecrets)),
            makesDirectories: isDirectory,
            isNew: false,
            "the export cannot be written",
            "name a place that can be written to");
    }
}
