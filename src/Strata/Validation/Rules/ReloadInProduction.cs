using System.Collections.Frozen;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Code that reloads when a file changes: production then runs what nobody deployed, and watches files for nothing.</summary>
internal sealed class ReloadInProduction : IEntryRule
{
    // Certificates, rules and the configuration itself are meant to be read again while the program runs.
    private static readonly FrozenSet<string> MeantToReload = FrozenSet.Create(
        StringComparer.Ordinal,
        ["tls", "ssl", "certificate", "certificates", "secrets", "config", "configuration", "config_map", "feature_flags", "features", "rules", "alerting", "prometheus", "kubernetes", "consul", "etcd", "vault"]);

    // What tells a watcher of files from one of anything else.
    private static readonly FrozenSet<string> Developing = FrozenSet.Create(
        StringComparer.Ordinal, ["development", "dev", "dev_server", "server", "build", "assets", "templates", "testing", "tests", "webpack", "vite", "frontend"]);

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.ReloadInProduction, "reloading on in production", DiagnosticSeverity.Warning);

    public IReadOnlyList<string> Keys { get; } =
        ["hot_reload", "auto_reload", "autoreload", "live_reload", "livereload", "reload", "use_reloader", "reloader", "reload_on_change", "watch", "watch_files"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (!context.IsProduction
            || Setting.Switch(entry, out var at, out var path) != true
            || SettingPlace.Passes(entry.ParentPath, MeantToReload)
            || (KeySpelling.Canonical(entry.Key) == "watch" && !WatchesFiles(entry))
            || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        context.Report(at, path, $"{entry.Key} is on in production", "switch it off in the overrides for this environment");
    }

    private static bool WatchesFiles(in RuleEntry entry) =>
        SettingPlace.Passes(entry.ParentPath, Developing)
        || (entry.Value as MappingNode ?? entry.Parent).Find("paths", "include", "exclude", "ignore", "extensions", "debounce", "debounce_milliseconds", "runner") is not null;
}
