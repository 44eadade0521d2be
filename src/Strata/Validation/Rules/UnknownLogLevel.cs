using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A level that no logging library knows: it is refused at the start, or everything is logged, or nothing.</summary>
internal sealed class UnknownLogLevel : IEntryRule
{
    // Those that people mean; a suggestion is one of them.
    private static readonly string[] Usual =
        ["trace", "verbose", "debug", "information", "info", "notice", "warning", "warn", "error", "critical", "fatal", "none", "off"];

    // Serilog, Microsoft.Extensions.Logging, Python, Java, syslog, and what servers and other libraries add.
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        [
            .. Usual, "all", "notset", "err", "crit", "alert", "emerg", "emergency", "panic", "dpanic", "severe", "config", "fine", "finer", "finest",
            "silly", "http", "success", "silent", "quiet", "log", "nothing", "timing", "disabled", "inherit", "default", "query", "debug1", "debug2", "debug3", "debug4", "debug5",
        ]);

    private static readonly FrozenSet<string> Logging = FrozenSet.Create(
        StringComparer.Ordinal, ["logging", "log", "logs", "logger", "loggers", "serilog", "nlog", "log4j", "logback", "log_config", "logging_config", "structlog", "loguru"]);

    // Their levels are of something else, wherever they stand.
    private static readonly FrozenSet<string> Other = FrozenSet.Create(
        StringComparer.Ordinal, ["compression", "gzip", "zstd", "brotli", "encryption"]);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.UnknownLogLevel, "unknown log level", DiagnosticSeverity.Error);

    public IReadOnlyList<string> Keys { get; } =
        ["log_level", "loglevel", "logging_level", "log_levels", "level", "levels", "default_level", "minimum_level", "root_level", "console_level", "file_level", "loggers", "categories"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        var key = KeySpelling.Canonical(entry.Key);
        var saysSo = key is "loggers" || (key.StartsWith("log", StringComparison.Ordinal) && key.Contains("level", StringComparison.Ordinal));
        if (!saysSo && (!SettingPlace.Passes(entry.ParentPath, Logging) || Other.Contains(SettingPlace.NameOf(entry.ParentPath))))
        {
            return;
        }

        // { uvicorn: WARNING, sqlalchemy: ERROR }: where one is a level, all are.
        if (key is "loggers" or "categories" && !(entry.Value is MappingNode loggers && loggers.Values.Any(static level => Setting.Text(level) is { } text && Known.Contains(text))))
        {
            return;
        }

        Check(entry.Key, entry.Value, entry.Path, context);
    }

    // A level, or those of several categories: { Default: Information, override: { Microsoft: Warning } }.
    private static void Check(string key, ConfigNode node, ConfigPath path, RuleContext context, bool isNested = false)
    {
        if (node is ScalarNode level)
        {
            CheckLevel(key, level, path, context);
        }
        else if (node is MappingNode categories)
        {
            foreach (ref readonly var category in categories.Entries)
            {
                if (category.Value is ScalarNode || (!isNested && KeySpelling.Canonical(category.Key) is "override" or "overrides"))
                {
                    Check(category.Key, category.Value, path.Append(category.Key), context, isNested: true);
                }
            }
        }
        else if (node is SequenceNode levels)
        {
            for (var i = 0; i < levels.Count; i++)
            {
                if (levels[i] is ScalarNode item)
                {
                    CheckLevel(key, item, path.Append(i), context);
                }
            }
        }
    }

    private static void CheckLevel(string key, ScalarNode level, ConfigPath path, RuleContext context)
    {
        // Numbers are levels in Python and others; "info,hyper=warn" is a list of directives.
        var text = level.Text.Trim();
        if (level.Type != ScalarType.String || text.Length == 0 || level.HasTemplates || Known.Contains(text) || text.AsSpan().ContainsAny("=,:") || Setting.Whole(level) is not null)
        {
            return;
        }

        var near = EditDistance.Nearest(text.ToLowerInvariant(), Usual);
        context.Report(
            level,
            path,
            $"{key} is {context.Shown(path, level)}, which is no level of logging",
            near is not null ? $"did you mean {near}?" : $"levels are {Quotation.Join(["trace", "debug", "info", "warning", "error", "critical"], "and")}");
    }
}
