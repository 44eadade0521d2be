using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A log file that only grows, until the disk is full.</summary>
internal sealed class LogWithoutRotation : IEntryRule
{
    private static readonly string[] FileKeys = ["filename", "file_name", "path", "file_path", "log_file", "logfile", "file", "log_path"];

    private static readonly string[] ArgumentKeys = ["args", "arguments", "options", "parameters", "config", "settings"];

    private static readonly string[] TypeKeys = ["type", "class", "kind", "name", "Name"];

    // By name and not by spelling, for they are asked of each mapping above a file however large it is.
    private static readonly string[] WholeKeys = ["rotation", "rotate", "retention", "rolling", "logrotate", "max_size", "maxSize", "max_files", "maxFiles"];

    private static readonly FrozenSet<string> Logging = FrozenSet.Create(
        StringComparer.Ordinal, ["logging", "log", "logs", "logger", "loggers", "serilog", "nlog", "handlers", "sinks", "write_to", "appenders", "log_config", "logging_config"]);

    private static readonly FrozenSet<string> RotationWords = FrozenSet.Create(
        StringComparer.Ordinal,
        ["rotation", "rotate", "rotating", "rotated", "logrotate", "roll", "rolling", "rollover", "retention", "retained", "retain", "keep", "backup", "backups", "size", "bytes", "megabytes", "mb", "age", "days", "history", "when", "interval"]);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.LogWithoutRotation, "log file without rotation", DiagnosticSeverity.Warning);

    public IReadOnlyList<string> Keys { get; } = [.. FileKeys, "type", "class", "kind", "name"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (entry.Value is not ScalarNode scalar || !SettingPlace.Passes(entry.ParentPath, Logging))
        {
            return;
        }

        var arguments = entry.Parent.Find(ArgumentKeys) as MappingNode;
        var isFile = FileKeys.Contains(KeySpelling.Canonical(entry.Key));
        if (isFile ? !IsLogFile(scalar, entry, context) : !IsFileType(scalar.Text) || HasFile(entry.Parent) || (arguments is not null && HasFile(arguments)))
        {
            return;
        }

        if (Rotates(entry.Parent) || (arguments is not null && Rotates(arguments)) || RotatesAbove(entry.ParentPath, context) || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        context.Report(scalar, entry.Path, "this log file is never rotated: it grows until the disk is full", "say when it is rotated, and how many are kept");
    }

    private static bool IsLogFile(ScalarNode file, in RuleEntry entry, RuleContext context)
    {
        // "/dev/stdout" is for others to rotate.
        if (file.Type != ScalarType.String || file.Text.Length == 0 || file.Text.StartsWith("/dev/", StringComparison.Ordinal) || file.Text.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return false;
        }

        return file.Text.EndsWith(".log", StringComparison.OrdinalIgnoreCase) || (TypeOf(entry, context) is { } type && IsFileType(type));
    }

    private static bool IsFileType(string type) =>
        type.Equals("file", StringComparison.OrdinalIgnoreCase)
        || type.EndsWith("FileHandler", StringComparison.Ordinal)
        || type.EndsWith("FileAppender", StringComparison.Ordinal);

    // Serilog: { Name: File, Args: { path: app.log } }.
    private static string? TypeOf(in RuleEntry entry, RuleContext context) =>
        Setting.Text(entry.Parent.Find("type", "class", "kind"))
        ?? (ArgumentKeys.Contains(SettingPlace.NameOf(entry.ParentPath)) && entry.ParentPath.Parent?.Find(context.Whole) is MappingNode handler
            ? Setting.Text(handler.Find("type", "class", "kind", "name"))
            : null);

    private static bool HasFile(MappingNode mapping) => mapping.TryFind(FileKeys, out var file) && file.Value is ScalarNode { IsNull: false };

    // What the whole of the logging says of rotation holds for each of its files.
    private static bool RotatesAbove(ConfigPath path, RuleContext context)
    {
        ConfigNode? node = context.Whole;
        var isLogging = false;
        foreach (var step in path.Steps())
        {
            node = step.ChildOf(node);
            if (node is null)
            {
                return false;
            }

            isLogging |= Logging.Contains(KeySpelling.Canonical(step.Key));
            if (isLogging && node is MappingNode mapping && Array.Exists(WholeKeys, key => mapping.TryGetValue(key, out var value) && IsGiven(value)))
            {
                return true;
            }

            // The class of a handler may say it: RotatingFileHandler.
            if (isLogging && node is MappingNode handler && Array.Exists(TypeKeys, key => handler.TryGetValue(key, out var type) && IsRotatingType(type)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRotatingType(ConfigNode node) =>
        Setting.Text(node) is { } type && (type.Contains("rotat", StringComparison.OrdinalIgnoreCase) || type.Contains("rolling", StringComparison.OrdinalIgnoreCase));

    private static bool Rotates(MappingNode mapping)
    {
        foreach (ref readonly var entry in mapping.Entries)
        {
            var key = KeySpelling.Canonical(entry.Key);
            if (Array.Exists(key.Split('_'), RotationWords.Contains) && IsGiven(entry.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsGiven(ConfigNode value) => value switch
    {
        ScalarNode scalar => !scalar.IsNull && Setting.Switch(scalar) != false && scalar.Text.ToLowerInvariant() is not ("" or "none" or "never" or "infinite" or "-1"),
        MappingNode mapping => !SettingPlace.IsOff(mapping),
        _ => true,
    };
}
