using System.Text;
using Strata.Consumers.Tests.Servers;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>What <c>docker-compose config</c> makes of a file.</summary>
internal static class ComposeConfig
{
    public static ProgramResult Run(string directory, string file = "docker-compose.yml", params (string Name, string Value)[] variables) =>
        InstalledProgram.Run("docker-compose", ["-f", file, "config"], directory, variables);

    public static MappingNode Service(string directory, string service, string file = "docker-compose.yml", params (string Name, string Value)[] variables) =>
        (MappingNode)((MappingNode)Root(Run(directory, file, variables).Success()).At("services"))[service];

    private static MappingNode Root(string yaml)
    {
        var diagnostics = new DiagnosticBag();
        var documents = DocumentReader.Read(new OverrideSource("config", new SourceText("config.yml", Encoding.UTF8.GetBytes(yaml))), ParseLimits.Default, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return Assert.Single(documents).Root;
    }

    /// <summary>A text without what this Compose's YAML, of version 1.1, breaks lines at or has no sign for.</summary>
    public static string Sayable(string text) => string.Concat(text.Where(static c => c == '\n' || (!char.IsControl(c) && c is not ('\u2028' or '\u2029'))));

    /// <summary>The environment of a service. A dollar sign is written twice there, for a next reading.</summary>
    public static Dictionary<string, string> Environment(string directory, string service, string file = "docker-compose.yml", params (string Name, string Value)[] variables) =>
        ((MappingNode)Service(directory, service, file, variables).At("environment")).Entries.ToArray().ToDictionary(static entry => entry.Key, static entry => ((ScalarNode)entry.Value).Text.Replace("$$", "$", StringComparison.Ordinal), StringComparer.Ordinal);
}
