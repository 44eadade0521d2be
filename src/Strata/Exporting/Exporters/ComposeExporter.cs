using Strata.Output;
using Strata.Values;

namespace Strata.Exporting.Exporters;

/// <summary>
/// A Compose file with the application as a service that has the configuration in its environment. A secret that is not to be revealed is asked
/// for by Compose: <c>${NAME:?}</c>. Image, limits and restart policy are those of <c>containers</c>.
/// </summary>
internal sealed class ComposeExporter : IConfigurationExporter
{
    public string Name => "compose";

    public string Description => "a Compose file: the application as a service, configured by its environment";

    public void Export(ExportContext context)
    {
        var name = ApplicationName.Of(context);
        var containers = context.Peek("containers");
        var version = context.Peek("application").Text("version") is { Length: > 0 } given ? given : "latest";
        var service = new ObjectShape().Add("image", containers.Section("images").Text("app") is { Length: > 0 } image ? Literal(image) : $"{name}:{TagOf(version)}");
        if (containers.Text("restart") is { } restart)
        {
            service.Add("restart", Literal(restart));
        }

        var environment = new ObjectShape();
        foreach (var variable in context.Variables())
        {
            environment.Add(variable.Name, variable is { IsSecret: true, Text.Length: > 0 } && !context.RevealsSecrets ? $"${{{variable.Name}:?set it}}" : Literal(variable.Text));
        }

        // Compose asks for them; they are not masked.
        context.Masked = 0;
        service.Add("environment", environment.Build());
        if (context.Peek("api").Integer("port") is { } port)
        {
            service.Add("ports", ListShape.Of([$"127.0.0.1:{port}:{port}"]));
        }

        if (LimitsOf(containers.Section("limits").Section("app")) is { } limits)
        {
            service.Add("deploy", new ObjectShape().Add("resources", new ObjectShape().Add("limits", limits).Build()).Build());
        }

        context.AddYaml("compose.yml", holdsSecrets: true, new ObjectShape().Add("services", new ObjectShape().Add(name, service.Build()).Build()).Build());
    }

    private static MappingNode? LimitsOf(ExportSection section)
    {
        var limits = new ObjectShape();
        foreach (var key in new[] { "cpus", "memory" })
        {
            if (section.Text(key) is { } limit)
            {
                limits.Add(key, Literal(limit));
            }
        }

        return limits.Build() is { Count: > 0 } some ? some : null;
    }

    // A build of a semantic version has a plus sign, which tags have not.
    private static string TagOf(string version) => string.Concat(version.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-')).TrimStart('.', '-') is { Length: > 0 } tag ? tag : "latest";

    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
