using Strata.Consumers.Tests.Command;
using Strata.Consumers.Tests.Servers;
using Strata.Values;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>What <c>docker-compose config</c> makes of a file.</summary>
internal static class ComposeConfig
{
    public static ProgramResult Run(string directory, string file = "docker-compose.yml", params (string Name, string Value)[] variables) =>
        InstalledProgram.Run("docker-compose", ["-f", file, "config"], directory, variables);

    public static MappingNode Service(string directory, string service, string file = "docker-compose.yml", params (string Name, string Value)[] variables) =>
        (MappingNode)((MappingNode)ReadBack.Yaml(Run(directory, file, variables).Success()).At("services"))[service];

    /// <summary>The environment of a service. A dollar sign is written twice there, for a next reading.</summary>
    public static Dictionary<string, string> Environment(string directory, string service, string file = "docker-compose.yml", params (string Name, string Value)[] variables) =>
        ((MappingNode)Service(directory, service, file, variables).At("environment")).Entries.ToArray().ToDictionary(static entry => entry.Key, static entry => ((ScalarNode)entry.Value).Text.Replace("$$", "$", StringComparison.Ordinal), StringComparer.Ordinal);
}
