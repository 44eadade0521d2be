using Strata.Diagnostics;
using Strata.Exporting;
using Strata.Secrets;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Exports of configurations that tests write down.</summary>
internal static class Exported
{
    /// <summary>The configuration of one override.</summary>
    public static ResolvedConfiguration Configuration(string yaml) => new OverrideManager().MergeConfigurations(OverrideDocument.Parse("docker.yml", yaml));

    /// <summary>A configuration whose values <c>v0</c>, <c>v1</c> and so on are these texts, whatever is in them.</summary>
    public static ResolvedConfiguration OfTexts(IEnumerable<string> texts) => Of([.. texts.Select(static (text, i) => (Key: FormattableString.Invariant($"v{i}"), Value: (ConfigNode)ScalarNode.Of(text)))]);

    /// <summary>A configuration of these values.</summary>
    public static ResolvedConfiguration Of(params (string Key, ConfigNode Value)[] entries)
    {
        var root = new Strata.Output.ObjectShape();
        foreach (var (key, value) in entries)
        {
            root.Add(key, value);
        }

        return new ResolvedConfiguration(root.Build(), new SelectionResult([], []), new ResolutionContext { Type = "docker", Now = DateTimeOffset.UnixEpoch }, new Sensitivity([]), new ValidationResult([]));
    }

    /// <summary>Exports it, secrets in clear unless they are not to be.</summary>
    public static ConfigurationExport As(this ResolvedConfiguration configuration, string format, bool reveals = true)
    {
        Assert.True(ConfigurationExporters.TryGet(format, out var exporter));
        return configuration.Export(exporter, reveals);
    }

    /// <summary>The one file of an export without errors.</summary>
    public static string TextAs(this ResolvedConfiguration configuration, string format, bool reveals = true)
    {
        var export = configuration.As(format, reveals);
        Assert.True(export.Validation.IsValid, string.Join('\n', export.Validation.Errors.Select(static error => error.Message)));
        return Assert.Single(export.Files).Text;
    }

    /// <summary>The problems of an export, one line each: <c>STR8020 docker.yml:3:5 database.redis.pool</c>.</summary>
    public static string[] Problems(this ConfigurationExport export) =>
        [.. export.Validation.Errors.Concat(export.Validation.Warnings).Select(static problem => $"{problem.Code} {problem.File}:{problem.Position.Line}:{problem.Position.Column} {problem.Path}")];
}
