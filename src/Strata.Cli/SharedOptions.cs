using System.CommandLine;
using Strata.Cli.Serving;
using Strata.Exporting;
using Strata.Output;

namespace Strata.Cli;

/// <summary>The options that every command has.</summary>
internal sealed class SharedOptions
{
    public Option<string?> Directory { get; } = Text("--directory", "DIR", "The overrides directory (default: $STRATA_DIRECTORY, else overrides)", "-d");

    public Option<string?> Project { get; } = Text("--project", "FILE", "The project's file (default: the nearest strata.yml, here or above)");

    public Option<string[]> Schemas { get; } = Texts("--schema", "FILE", "A JSON Schema for the configuration; repeatable");

    public Option<string?> Environment { get; } = Text("--environment", "NAME", "The environment (default: $ENVIRONMENT, else development)", "-e");

    public Option<string[]> Contexts { get; } = Texts("--context", "TAG", "A context tag; repeatable (default: the TYPE)", "-c");

    public Option<string?> Tenant { get; } = Text("--tenant", "NAME", "The tenant", "-t");

    public Option<string[]> Facts { get; } = Texts("--fact", "K=V", "A fact for conditions; repeatable");

    public Option<string?> AppVersion { get; } = Text("--app-version", "V", "The application's version, for conditions");

    public Option<string?> Now { get; } = Text("--now", "INSTANT", "The instant for conditions, as ISO 8601 (default: now)");

    public Option<string[]> EnvFiles { get; } = Texts("--env-file", "FILE", "A file of variables; repeatable, the later wins");

    public Option<string[]> SetEnv { get; } = Texts("--set-env", "K=V", "A variable, over all others; repeatable");

    public Option<bool> NoProcessEnv { get; } = Flag("--no-process-env", "Ignore the process environment's variables");

    public Option<string[]> Set { get; } = Texts("--set", "PATH=VALUE", "A value over all overrides, read as YAML; repeatable");

    public Option<string[]> KeyFiles { get; } = Texts("--key-file", "FILE", "A file with age identities or a 32-byte key, for encrypted overrides; repeatable");

    public Option<string?> PassphraseDescriptor { get; } = Text("--passphrase-fd", "N", "Read a passphrase from descriptor N (default: ask at the terminal)");

    public Option<string?> Output { get; } = Text("--output", "FORMAT", "The output format", "-o");

    public Option<bool> Reveal { get; } = Flag("--reveal", "Show sensitive values");

    public Option<bool> IgnoreConditions { get; } = Flag("--ignore-conditions", "Load overrides although their conditions fail");

    public Option<bool> AllowUnset { get; } = Flag("--allow-unset", "Unset variables are empty, with a warning");

    public Option<bool> Strict { get; } = Flag("--strict", "Warnings fail");

    public Option<bool> Debug { get; } = Flag("--debug", "Show each decision; the same as --log-level debug");

    public Option<string?> LogLevel { get; } = Text("--log-level", "LEVEL", "The least that is shown: debug, info, warning, error or none (default: warning)");

    public Option<bool> NoColor { get; } = Flag("--no-color", "No colour (also $NO_COLOR)");

    public Option<string?> MaxFileSize { get; } = Text("--max-file-size", "BYTES", "The largest file (default: 16777216)");

    public Option<string?> MaxDepth { get; } = Text("--max-depth", "N", "How deep mappings and lists may nest (default: 128)");

    public Option<string?> MaxNodes { get; } = Text("--max-nodes", "N", "The most nodes of a file or result (default: 1000000)");

    /// <summary>Those of reading from a server; null where the command does not.</summary>
    public ServerOptions? Server { get; private set; }

    /// <summary>All of them, in the order of help.</summary>
    public IEnumerable<Option> All =>
    [
        Directory, Project, Environment, Contexts, Tenant, Facts, AppVersion, Now, EnvFiles, SetEnv, NoProcessEnv, Set, Schemas, KeyFiles, PassphraseDescriptor, Output, Reveal,
        IgnoreConditions, AllowUnset, Strict, Debug, LogLevel, NoColor, MaxFileSize, MaxDepth, MaxNodes,
    ];

    /// <summary>Gives the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="formats">The output formats that it knows, the default first.</param>
    /// <param name="andExports">Whether it knows those of exports as well.</param>
    /// <param name="fromServer">Whether it can read from a server in place of a directory.</param>
    public void AddTo(Command command, IEnumerable<string> formats, bool andExports = false, bool fromServer = false)
    {
        Output.Description = $"The output format: {string.Join(", ", formats)}{(andExports ? ", or one of strata export" : "")} (default: {formats.First()})";
        foreach (var option in All)
        {
            command.Add(option);
        }

        if (fromServer)
        {
            Server = new ServerOptions();
            Server.AddToReading(command);
        }
    }

    /// <summary>The formats of commands that print a configuration.</summary>
    public static IEnumerable<string> ConfigurationFormats => OutputFormat.All.Select(static format => format.Name);

    /// <summary>The formats that a configuration is exported in, those that commands print it in first.</summary>
    public static IEnumerable<string> ExportFormats => ConfigurationExporters.All.Select(static exporter => exporter.Name);

    /// <summary>The formats of commands that print a report.</summary>
    public static IEnumerable<string> ReportFormats { get; } = ["text", "json", "yaml"];

    private static Option<string?> Text(string name, string value, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = description };

    private static Option<string[]> Texts(string name, string value, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = description, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [] };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
