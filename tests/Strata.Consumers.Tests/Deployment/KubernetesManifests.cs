using k8s;
using k8s.Models;

namespace Strata.Consumers.Tests.Deployment;

/// <summary>Manifests, read by the types of Kubernetes' API: a key that they have not is refused.</summary>
internal sealed class KubernetesManifests
{
    /// <summary>Where they stand.</summary>
    public static string Root { get; } = Path.Combine(Repository.Root, "deploy", "kubernetes");

    private KubernetesManifests(IEnumerable<object> all) => All = [.. all.Cast<IKubernetesObject<V1ObjectMeta>>()];

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> All { get; }

    /// <summary>What the base has, with the exported configuration.</summary>
    public static KubernetesManifests OfBase() => new(Files("base").Concat(Files("config")).SelectMany(static file => Load(File.ReadAllText(file))));

    /// <summary>What runs the server.</summary>
    public static KubernetesManifests OfServer() => new(Files("server").SelectMany(static file => Load(File.ReadAllText(file))));

    /// <summary>What an overlay gives, by the real Kustomize.</summary>
    public static KubernetesManifests Of(string overlay)
    {
        Assert.SkipUnless(ToolRun.IsInstalled("kubectl"), "kubectl is not installed.");
        var run = ToolRun.Of("kubectl", new Dictionary<string, string>(), "kustomize", Path.Combine(Root, "overlays", overlay));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return new KubernetesManifests(Load(run.Output));
    }

    public static List<object> Load(string yaml) => KubernetesYaml.LoadAllFromString(yaml, strict: true);

    /// <summary>The manifests in a directory, without what is Kustomize's own.</summary>
    public static IEnumerable<string> Files(string directory) =>
        Directory.GetFiles(Path.Combine(Root, directory), "*.yaml").Where(static file => Path.GetFileName(file) != "kustomization.yaml").Order(StringComparer.Ordinal);

    public T Single<T>() => Assert.Single(All.OfType<T>());

    /// <summary>What the container is given as variables, later ones over earlier.</summary>
    public Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var container = Container;
        foreach (var source in container.EnvFrom)
        {
            foreach (var (name, value) in source.ConfigMapRef is { } map ? Named<V1ConfigMap>(map.Name).Data : Named<V1Secret>(source.SecretRef.Name).StringData)
            {
                variables[name] = value;
            }
        }

        foreach (var variable in container.Env)
        {
            variables[variable.Name] = variable.ValueFrom.ConfigMapKeyRef is { } key
                ? Named<V1ConfigMap>(key.Name).Data[key.Key]
                : Named<V1Secret>(variable.ValueFrom.SecretKeyRef.Name).StringData[variable.ValueFrom.SecretKeyRef.Key];
        }

        return variables;
    }

    public V1PodSpec Pod => Single<V1Deployment>().Spec.Template.Spec;

    /// <summary>What asks the container how it is: whether it has begun, should get requests, and lives.</summary>
    public V1Probe[] Probes => [Container.StartupProbe, Container.ReadinessProbe, Container.LivenessProbe];

    public V1Container Container => Assert.Single(Pod.Containers);

    private T Named<T>(string name)
        where T : IKubernetesObject<V1ObjectMeta> => Assert.Single(All.OfType<T>(), item => item.Metadata.Name == name);
}
