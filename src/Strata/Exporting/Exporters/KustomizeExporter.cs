using Strata.Output;

namespace Strata.Exporting.Exporters;

/// <summary>A base of Kustomize: the ConfigMap and the Secret in files of their own, for overlays to build on.</summary>
internal sealed class KustomizeExporter : IConfigurationExporter
{
    public string Name => "kustomize";

    public string Description => "a Kustomize base: kustomization.yaml, ConfigMap and Secret";

    public void Export(ExportContext context)
    {
        var (configMap, secret) = KubernetesResources.Of(context);
        string[] resources = secret is null ? ["configmap.yaml"] : ["configmap.yaml", "secret.yaml"];
        context.AddYaml("kustomization.yaml", holdsSecrets: false, new ObjectShape()
            .Add("apiVersion", "kustomize.config.k8s.io/v1beta1")
            .Add("kind", "Kustomization")
            .Add("resources", ListShape.Of(resources))
            .Build());
        context.AddYaml("configmap.yaml", holdsSecrets: false, configMap);
        if (secret is not null)
        {
            context.AddYaml("secret.yaml", holdsSecrets: true, secret);
        }
    }
}
