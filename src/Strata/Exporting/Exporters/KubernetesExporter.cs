namespace Strata.Exporting.Exporters;

/// <summary>A ConfigMap, and for what is secret a Secret, in one file for <c>kubectl apply -f</c>.</summary>
internal sealed class KubernetesExporter : IConfigurationExporter
{
    public string Name => "kubernetes";

    public string Description => "a ConfigMap and a Secret, for envFrom of a container";

    public void Export(ExportContext context)
    {
        var (configMap, secret) = KubernetesResources.Of(context);
        if (secret is null)
        {
            context.AddYaml("kubernetes.yaml", holdsSecrets: false, configMap);
        }
        else
        {
            context.AddYaml("kubernetes.yaml", holdsSecrets: true, configMap, secret);
        }
    }
}
