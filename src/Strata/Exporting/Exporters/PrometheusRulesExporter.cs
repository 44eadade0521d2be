using System.Buffers;
using System.Globalization;
using Strata.Output;
using Strata.Values;

namespace Strata.Exporting.Exporters;

/// <summary>The alerts of <c>monitoring.alerting.rules</c> as a file of rules.</summary>
internal sealed class PrometheusRulesExporter : IConfigurationExporter
{
    private static readonly SearchValues<char> OfMetrics = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");

    public string Name => "prometheus-rules";

    public string Description => "alerting rules of Prometheus";

    public void Export(ExportContext context)
    {
        if (context.Required("monitoring.alerting") is not { } section)
        {
            return;
        }

        var application = ApplicationName.Of(context);
        if (section.Text("webhook") is { Length: > 0 })
        {
            section.Warn("webhook", $"{section.Path.Append("webhook")} is no part of rules: Prometheus hands alerts to an Alertmanager", "name it as a webhook receiver of the Alertmanager");
        }

        var rules = section.Items("rules").Select(RuleOf).OfType<ConfigNode>().ToArray();
        context.AddYaml($"{application}.rules.yml", holdsSecrets: false, new ObjectShape()
            .Add("groups", ListShape.Of([new ObjectShape().Add("name", application).Add("rules", ListShape.Of(rules)).Build()]))
            .Build());
    }

    private static MappingNode? RuleOf(ExportSection rule)
    {
        var metric = rule.Text("metric");
        var name = rule.Text("name");
        if (metric is null || name is null || rule.Number("above") is not { } above || !double.IsFinite(above))
        {
            rule.Fail("name", $"{rule.Path} needs a name, a metric, and a number that it must not be above", "write { name: api-errors, metric: error_ratio, above: 0.02 }");
            return null;
        }

        if (metric.Length == 0 || char.IsAsciiDigit(metric[0]) || metric.AsSpan().ContainsAnyExcept(OfMetrics))
        {
            rule.Fail("metric", $"{rule.Path.Append("metric")} is no name of a metric: it has letters, digits, _ and :, and begins with no digit", "write a rule that records the expression under a name, and name that");
            return null;
        }

        var labels = new ObjectShape();
        if (rule.Text("severity") is { } severity)
        {
            labels.Add("severity", severity);
        }

        var shape = new ObjectShape()
            .Add("alert", name)
            .Add("expr", string.Create(CultureInfo.InvariantCulture, $"{metric} > {above}"));
        if (rule.Duration("for") is { } duration)
        {
            shape.Add("for", PrometheusDuration.Of(duration));
        }

        return shape
            .Add("labels", labels.Build())
            .Add("annotations", new ObjectShape().Add("summary", string.Create(CultureInfo.InvariantCulture, $"{metric} is above {above}: {{{{ $value }}}}")).Build())
            .Build();
    }
}
