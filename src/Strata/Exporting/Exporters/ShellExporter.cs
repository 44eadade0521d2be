namespace Strata.Exporting.Exporters;

/// <summary>A script that a POSIX shell sources, which then has every value as an exported variable.</summary>
internal sealed class ShellExporter : IConfigurationExporter
{
    public string Name => "shell";

    public string Description => "export NAME=value, for a POSIX shell to source";

    public void Export(ExportContext context) => context.Add("environment.sh", VariableLines.Of(context.Variables(), before: "export "), holdsSecrets: true);
}
