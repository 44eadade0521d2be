namespace Strata.Exporting.Exporters;

/// <summary>A <c>.env</c> file, as dotenv readers, Compose and shells read it.</summary>
internal sealed class DotenvExporter : IConfigurationExporter
{
    public string Name => "dotenv";

    public string Description => "a .env file, for dotenv readers and Compose's env_file";

    public void Export(ExportContext context) => context.Add(".env", VariableLines.Of(context.Variables()), holdsSecrets: true);
}
