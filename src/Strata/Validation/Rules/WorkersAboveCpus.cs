using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>More worker processes than the CPUs that the container may use can serve: they wait for each other.</summary>
internal sealed class WorkersAboveCpus : IEntryRule
{
    private static readonly string[] Programs = ["api", "app", "application", "server", "web", "backend", "gunicorn", "uvicorn"];

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.WorkersAboveCpus, "more workers than CPUs", DiagnosticSeverity.Warning);

    public IReadOnlyList<string> Keys { get; } = ["workers", "worker_processes", "processes", "num_workers"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        if (Setting.Whole(entry.Value) is not { } workers
            || !Programs.Contains(SettingPlace.NameOf(entry.ParentPath))
            || LimitOf(entry, context) is not var (cpus, at)
            || workers <= (2 * cpus) + 1
            || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        var path = entry.Path;
        context.Report(
            entry.Value,
            path,
            string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {context.Shown(path, (ScalarNode)entry.Value)} is above twice the {cpus:0.##} CPUs of the container and one"),
            string.Create(CultureInfo.InvariantCulture, $"at most {Math.Floor((2 * cpus) + 1)} are of use; lower it, or raise the limit"),
            RelatedPosition.To(at, "the limit is set here"));
    }

    private static (double Cpus, ConfigNode At)? LimitOf(in RuleEntry entry, RuleContext context)
    {
        var root = context.Whole;
        string[] names = [SettingPlace.NameOf(entry.ParentPath), .. Programs];
        if (Limits(entry.Parent) is { } own)
        {
            return own;
        }

        if (ComposeStack.Get(root, "containers", "limits") is MappingNode limits)
        {
            foreach (var name in names)
            {
                if (limits.TryGetValue(name, out var program) && program is MappingNode mapping && Cpus(mapping) is { } given)
                {
                    return given;
                }
            }
        }

        if (ComposeStack.Of(context) is { } stack)
        {
            foreach (var name in names)
            {
                if (stack.Find(name) is { } service && ComposeStack.CpusOf(service) is { } at && Parse(stack.Text(at)) is { } cpus)
                {
                    return (cpus, at);
                }
            }
        }

        foreach (var key in (ReadOnlySpan<string>)["deploy", "resources", "container", "kubernetes"])
        {
            if (root.TryGetValue(key, out var node) && node is MappingNode section && (Limits(section) ?? LimitsIn(section)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static (double Cpus, ConfigNode At)? Limits(MappingNode section) =>
        LimitsIn(section.FindMapping("resources")) ?? LimitsIn(section.FindMapping("deploy", "resources"));

    private static (double Cpus, ConfigNode At)? LimitsIn(MappingNode? resources) =>
        resources?.FindMapping("limits") is { } limits ? Cpus(limits) : null;

    private static (double Cpus, ConfigNode At)? Cpus(MappingNode limits) =>
        limits.Find("cpus", "cpu") is { } at && Parse(Setting.Text(at)) is { } cpus ? (cpus, at) : null;

    // Kubernetes counts in thousandths: "500m".
    private static double? Parse(string? text)
    {
        var thousandths = text is not null && text.EndsWith('m');
        return double.TryParse(thousandths ? text.AsSpan(0, text!.Length - 1) : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? thousandths ? value / 1000 : value
            : null;
    }
}
