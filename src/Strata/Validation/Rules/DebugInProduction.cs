using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Debugging that is on in production shows strangers the inside, and costs.</summary>
internal sealed class DebugInProduction : IEntryRule
{
    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.DebugInProduction, "debugging on in production", DiagnosticSeverity.Error);

    public IReadOnlyList<string> Keys { get; } =
        ["debug", "debug_mode", "debugger", "debugging", "debug_enabled", "enable_debug", "debug_toolbar", "profiling", "profiler", "enable_profiling", "profiling_enabled"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (!context.IsProduction || Setting.Switch(entry, out var at, out var path) != true || IsLevel(entry) || IsContinuous(entry) || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        context.Report(at, path, $"{entry.Key} is on in production", "switch it off in the overrides for this environment");
    }

    // A map of what is logged: debug, info, warning.
    private static bool IsLevel(in RuleEntry entry) => entry.Parent.Find("info", "warn", "warning", "error") is ScalarNode;

    // A profiler that samples a little and sends it to its server is made for production.
    private static bool IsContinuous(in RuleEntry entry) =>
        KeySpelling.Canonical(entry.Key) is "profiling" or "profiler"
        && entry.Value is MappingNode profiler
        && profiler.Find("server", "server_address", "url", "endpoint", "exporter", "sample_rate", "sample_ratio", "sampling_rate", "upload") is not null;
}
