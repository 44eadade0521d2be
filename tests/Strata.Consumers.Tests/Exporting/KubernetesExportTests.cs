using CsCheck;
using k8s;
using k8s.Models;
using Strata.Consumers.Tests.Command;
using Strata.Values;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Kubernetes' client reads the resources in its strict way, and secrets stand in the Secret alone.</summary>
public class KubernetesExportTests
{
    // The reader of these tests takes this for a merge key wherever it stands, in quotes too; Kubernetes does not.
    private const string MergeKey = "<<";

    private const string Sample = """
        application: {name: soundwave}
        api: {port: 8000, debug: yes}
        database: {password: "p$$w'\"", url: "postgresql://me:hunter2@db/app"}
        """;

    [Fact]
    public void Kubernetes_OfASample_IsAConfigMapAndASecret()
    {
        var (configMap, secret) = Read(Exported.Configuration(Sample).TextAs("kubernetes"));

        Assert.Equal(("v1", "soundwave-config", "soundwave"), (configMap.ApiVersion, configMap.Metadata.Name, configMap.Metadata.Labels["app.kubernetes.io/name"]));
        Assert.Equal(new Dictionary<string, string> { ["APPLICATION__NAME"] = "soundwave", ["API__PORT"] = "8000", ["API__DEBUG"] = "yes" }, configMap.Data);
        Assert.Equal(("soundwave-secret", "Opaque"), (secret!.Metadata.Name, secret.Type));
        Assert.Equal(new Dictionary<string, string> { ["DATABASE__PASSWORD"] = "p$w'\"", ["DATABASE__URL"] = "postgresql://me:hunter2@db/app" }, secret.StringData);
    }

    [Fact]
    public void Kubernetes_NotRevealed_IsMasked()
    {
        var (_, secret) = Read(Exported.Configuration(Sample).TextAs("kubernetes", reveals: false));

        Assert.Equal(new Dictionary<string, string> { ["DATABASE__PASSWORD"] = "********", ["DATABASE__URL"] = "postgresql://me:********@db/app" }, secret!.StringData);
    }

    [Fact]
    public void Kubernetes_TextOfAMergeKey_IsInQuotes() => Assert.Contains($"  V0: \"{MergeKey}\"\n", Exported.OfTexts([MergeKey]).TextAs("kubernetes"), StringComparison.Ordinal);

    [Fact]
    public void Kubernetes_WithoutSecrets_IsAConfigMapAlone() => Assert.Null(Read(Exported.Configuration("a: 1").TextAs("kubernetes")).Secret);

    [Fact]
    public void Kubernetes_AnyTexts_AreThoseOfTheConfigMap() => HostileTexts.Many.Where(static texts => !texts.Contains(MergeKey)).Sample(
        static texts =>
        {
            var data = Read(Exported.OfTexts(texts).TextAs("kubernetes")).ConfigMap.Data;
            Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(i => data[FormattableString.Invariant($"V{i}")]));
        },
        iter: 10);

    [Fact]
    public void Kubernetes_MoreThanAResourceHolds_IsAnError()
    {
        var export = Exported.Of(("a", ScalarNode.Of(new string('x', 600_000))), ("b", ScalarNode.Of(new string('y', 600_000)))).As("kubernetes");

        Assert.EndsWith(" b", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }

    [Fact]
    public void Kustomize_Base_ListsTheFilesThatThereAre()
    {
        var export = Exported.Configuration(Sample).As("kustomize");
        var kustomization = ReadBack.Yaml(export.Files[0].Text);

        Assert.Equal(["kustomization.yaml", "configmap.yaml", "secret.yaml"], export.Files.Select(static file => file.Name));
        Assert.Equal([false, false, true], export.Files.Select(static file => file.HoldsSecrets));
        Assert.Equal(("kustomize.config.k8s.io/v1beta1", "Kustomization"), (kustomization.TextAt("apiVersion"), kustomization.TextAt("kind")));
        Assert.Equal(export.Files.Skip(1).Select(static file => file.Name), kustomization.TextsAt("resources"));
        Assert.IsType<V1ConfigMap>(Assert.Single(KubernetesYaml.LoadAllFromString(export.Files[1].Text, strict: true)));
        Assert.IsType<V1Secret>(Assert.Single(KubernetesYaml.LoadAllFromString(export.Files[2].Text, strict: true)));
        Assert.DoesNotContain("hunter2", export.Files[1].Text, StringComparison.Ordinal);
    }

    private static (V1ConfigMap ConfigMap, V1Secret? Secret) Read(string yaml)
    {
        var resources = KubernetesYaml.LoadAllFromString(yaml, strict: true);
        return (Assert.Single(resources.OfType<V1ConfigMap>()), resources.OfType<V1Secret>().SingleOrDefault());
    }
}
