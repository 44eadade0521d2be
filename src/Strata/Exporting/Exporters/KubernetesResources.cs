using System.Text;
using Strata.Output;
using Strata.Values;

namespace Strata.Exporting.Exporters;

/// <summary>A ConfigMap and a Secret of Kubernetes with a configuration as environment variables, for <c>envFrom</c>.</summary>
internal static class KubernetesResources
{
    // Of all values of a resource together (https://kubernetes.io/docs/concepts/configuration/configmap/).
    private const int MostBytes = 1024 * 1024;

    /// <summary>The resources; the Secret is null where nothing is secret.</summary>
    public static (MappingNode ConfigMap, MappingNode? Secret) Of(ExportContext context)
    {
        var name = ApplicationName.Of(context);
        var variables = context.Variables();
        var open = DataOf(context, "ConfigMap", variables.Where(static variable => !variable.IsSecret));
        var secret = DataOf(context, "Secret", variables.Where(static variable => variable.IsSecret));
        return (
            Resource(context, "ConfigMap", $"{name}-config", name).Add("data", open).Build(),
            secret.Count == 0 ? null : Resource(context, "Secret", $"{name}-secret", name).Add("type", "Opaque").Add("stringData", secret).Build());
    }

    private static ObjectShape Resource(ExportContext context, string kind, string name, string application) => new ObjectShape()
        .Add("apiVersion", "v1")
        .Add("kind", kind)
        .Add("metadata", new ObjectShape()
            .Add("name", name)
            .Add("labels", new ObjectShape().Add("app.kubernetes.io/name", application).Add("app.kubernetes.io/managed-by", "strata").Build())
            .Add("annotations", new ObjectShape().Add("strata/type", context.Configuration.Context.Type).Add("strata/environment", context.Configuration.Context.Environment).Build())
            .Build());

    private static MappingNode DataOf(ExportContext context, string kind, IEnumerable<ExportedVariable> variables)
    {
        var data = new ObjectShape();
        long bytes = 0;
        foreach (var variable in variables)
        {
            bytes += variable.Name.Length + Encoding.UTF8.GetByteCount(variable.Text);
            if (bytes > MostBytes)
            {
                context.Fail(variable.Path, $"a {kind} holds 1 MiB at most, and is full at {variable.Path}", "export fewer values, or mount them as files");
                break;
            }

            data.Add(variable.Name, variable.Text);
        }

        return data.Build();
    }
}
