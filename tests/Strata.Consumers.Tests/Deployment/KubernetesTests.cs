using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using k8s.Models;
using Strata.Consumers.Tests.Command;
using Strata.Consumers.Tests.Samples;

namespace Strata.Consumers.Tests.Deployment;

/// <summary>What <c>deploy/kubernetes</c> would give a cluster: valid, whole, and with no right that it does not need.</summary>
[UnsupportedOSPlatform("windows")]
public partial class KubernetesTests
{
    private static readonly string[] Kinds = ["ConfigMap", "Deployment", "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Secret", "Service", "ServiceAccount"];

    public static TheoryData<string> Overlays => ["staging", "production"];

    [Fact]
    public void Base_Documents_AreStrictlyOfTheirKinds()
    {
        var manifests = KubernetesManifests.OfBase();

        Assert.Equal(Kinds, manifests.All.Select(static item => item.Kind).Order(StringComparer.Ordinal));
        Assert.All(manifests.All, static item =>
        {
            Assert.Matches("^[a-z][a-z0-9-]*$", item.Metadata.Name);
            Assert.Equal("soundwave", item.Metadata.Labels["app.kubernetes.io/name"]);
        });
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { port: [] }\n")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: a, imag: b }] } } }\n")]
    public void Load_OfATypo_Fails(string yaml) => Assert.ThrowsAny<Exception>(() => KubernetesManifests.Load(yaml));

    [Fact]
    public void Config_IsWhatTheExporterMakes()
    {
        // The line that the base tells to type.
        var line = File.ReadLines(Path.Combine(KubernetesManifests.Root, "base", "kustomization.yaml")).Single(static line => line.Contains("./strata ", StringComparison.Ordinal));
        var output = Directory.CreateTempSubdirectory("strata-kustomize-").FullName;
        try
        {
            string[] typed = line[(line.IndexOf("./strata ", StringComparison.Ordinal) + "./strata ".Length)..].Split(' ');
            Assert.Equal(["--out", "deploy/kubernetes/config"], typed[^2..]);
            var result = new StrataCommand().Run([.. typed[..^1].Select(static word => word.StartsWith("deploy/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, word) : word), output, "-d", Path.Combine(Repository.Root, "overrides")]);

            Assert.Equal((0, ""), (result.ExitCode, Masking().Replace(result.Error, "")));
            var made = Directory.GetFiles(output).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(["configmap.yaml", "kustomization.yaml", "secret.yaml"], made);
            Assert.All(made, file => Assert.True(
                File.ReadAllText(Path.Combine(KubernetesManifests.Root, "config", file!)) == File.ReadAllText(Path.Combine(output, file!)),
                $"deploy/kubernetes/config/{file} is old; make it anew:{line[1..]}"));
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    [Fact]
    public void Config_Secrets_AreInTheSecretAloneAndMasked()
    {
        var manifests = KubernetesManifests.OfBase();

        Assert.NotEmpty(manifests.Single<V1Secret>().StringData);
        Assert.All(manifests.Single<V1Secret>().StringData.Values, static value => Assert.Equal("********", value));
        Assert.DoesNotContain("********", manifests.Single<V1ConfigMap>().Data.Values);
    }

    [Fact]
    public void Base_Selectors_FindThePods()
    {
        var manifests = KubernetesManifests.OfBase();
        var deployment = manifests.Single<V1Deployment>();
        var labels = deployment.Spec.Template.Metadata.Labels;
        IDictionary<string, string>[] selectors =
        [
            deployment.Spec.Selector.MatchLabels,
            manifests.Single<V1Service>().Spec.Selector,
            manifests.Single<V1PodDisruptionBudget>().Spec.Selector.MatchLabels,
            manifests.Single<V1NetworkPolicy>().Spec.PodSelector.MatchLabels,
            .. manifests.Pod.TopologySpreadConstraints.Select(static constraint => constraint.LabelSelector.MatchLabels),
        ];

        Assert.Equal(6, selectors.Length);
        Assert.All(selectors, selector =>
        {
            Assert.NotEmpty(selector);
            Assert.All(selector, label => Assert.Equal(label.Value, labels[label.Key]));
        });
    }

    [Fact]
    public void Base_Names_AreOfWhatThereIs()
    {
        var manifests = KubernetesManifests.OfBase();
        var ports = manifests.Container.Ports.Select(static port => port.Name).ToArray();
        var target = manifests.Single<V2HorizontalPodAutoscaler>().Spec.ScaleTargetRef;
        var volumes = manifests.Pod.Volumes.Select(static volume => volume.Name).ToArray();

        Assert.Equal(("apps/v1", "Deployment", manifests.Single<V1Deployment>().Metadata.Name), (target.ApiVersion, target.Kind, target.Name));
        Assert.Equal(manifests.Single<V1ServiceAccount>().Metadata.Name, manifests.Pod.ServiceAccountName);
        Assert.All(manifests.Single<V1Service>().Spec.Ports, port => Assert.Contains(port.TargetPort.Value, ports));
        Assert.All(manifests.Probes, probe => Assert.Contains(probe.HttpGet.Port.Value, ports));
        Assert.All(manifests.Single<V1NetworkPolicy>().Spec.Ingress.SelectMany(static rule => rule.Ports), port => Assert.Contains(port.Port.Value, ports));
        Assert.All(manifests.Container.VolumeMounts, mount => Assert.Contains(mount.Name, volumes));

        // Fails where a ConfigMap, a Secret or a key of theirs is not there.
        Assert.True(manifests.Variables().Count > 300);
    }

    [Fact]
    public void NetworkPolicy_LetsThroughWhatTheConfigurationConnectsTo()
    {
        var manifests = KubernetesManifests.OfBase();
        var policy = manifests.Single<V1NetworkPolicy>().Spec;
        Assert.Equal(["Ingress", "Egress"], policy.PolicyTypes);
        var open = policy.Egress.SelectMany(static rule => rule.Ports).Select(static port => (From: int.Parse(port.Port.Value, null), To: port.EndPort ?? int.Parse(port.Port.Value, null))).ToArray();

        var data = manifests.Single<V1ConfigMap>().Data;
        string[] keys =
        [
            "DATABASE__POSTGRESQL__PORT", "DATABASE__REDIS__NODES__0__PORT", "DATABASE__REDIS__NODES__1__PORT", "DATABASE__REDIS__NODES__2__PORT",
            "DATABASE__REDIS__SENTINEL__PORT", "MESSAGING__RABBITMQ__PORT", "ML__TENSORFLOW__MODEL_SERVING__PORT", "ML__PYTORCH__MODEL_SERVING__PORT",
        ];
        Assert.All(keys, key => Assert.Contains(open, range => range.From <= int.Parse(data[key], null) && int.Parse(data[key], null) <= range.To));
        Assert.Equal(data["API__PORT"], $"{manifests.Container.Ports.Single().ContainerPort}");
    }

    [Fact]
    public void Base_Replicas_AreThreeOfWhichTwoAreAlwaysThere()
    {
        var manifests = KubernetesManifests.OfBase();

        Assert.Equal(3, manifests.Single<V1Deployment>().Spec.Replicas);
        Assert.Equal(3, manifests.Single<V2HorizontalPodAutoscaler>().Spec.MinReplicas);
        Assert.Equal("2", manifests.Single<V1PodDisruptionBudget>().Spec.MinAvailable.Value);
        AssertHardened(manifests);
    }

    [Theory]
    [InlineData("base")]
    [InlineData("config")]
    [InlineData("overlays/staging")]
    [InlineData("overlays/production")]
    public void Kustomization_NamesEveryFileBesideIt(string directory)
    {
        var root = Path.Combine(KubernetesManifests.Root, directory);
        var named = Named().Matches(File.ReadAllText(Path.Combine(root, "kustomization.yaml"))).Select(static match => match.Groups["file"].Value).ToArray();

        Assert.All(named, name => Assert.True(Path.Exists(Path.Combine(root, name)), $"{directory} names {name}"));
        Assert.Subset(named.ToHashSet(StringComparer.Ordinal), KubernetesManifests.Files(directory).Select(static file => Path.GetFileName(file)).ToHashSet(StringComparer.Ordinal));
        Assert.All(KubernetesManifests.Files(directory), static file => Assert.NotEmpty(KubernetesManifests.Load(File.ReadAllText(file))));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Overlay_ByKustomize_IsWholeAndHasNoSecret(string overlay)
    {
        var manifests = KubernetesManifests.Of(overlay);
        var space = manifests.Single<V1Namespace>();

        Assert.Equal(Kinds.Where(static kind => kind != "Secret").Append("Namespace").Order(StringComparer.Ordinal), manifests.All.Select(static item => item.Kind).Order(StringComparer.Ordinal));
        Assert.All(manifests.All.Where(item => !ReferenceEquals(item, space)), item => Assert.Equal(space.Metadata.Name, item.Metadata.NamespaceProperty));
        Assert.Equal($"soundwave-{overlay}", space.Metadata.Name);
        Assert.Equal("restricted", space.Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        AssertHardened(manifests);

        // What an overlay sets anew must be there, or nobody reads it.
        var exported = KubernetesManifests.OfBase().Single<V1ConfigMap>().Data;
        var data = manifests.Single<V1ConfigMap>().Data;
        Assert.Equal(exported.Keys.Order(StringComparer.Ordinal), data.Keys.Order(StringComparer.Ordinal));
        Assert.NotEqual(exported["API__PUBLIC_URL"], data["API__PUBLIC_URL"]);
        if (overlay == "production")
        {
            Assert.DoesNotContain(data, static value => value.Value.Contains("localhost", StringComparison.Ordinal) && value.Key.StartsWith("API__", StringComparison.Ordinal));
            Assert.Equal("verify-full", data["DATABASE__POSTGRESQL__SSL_MODE"]);
        }
    }

    [Fact]
    public async Task Container_StartedNativelyAsTheDeploymentSays_AnswersItsProbes()
    {
        var manifests = KubernetesManifests.OfBase();
        using var program = SampleProgram.Start("WebApi", "Production", manifests.Variables(), "--urls", "http://127.0.0.1:0");
        using var client = new HttpClient();
        var listening = await program.WaitFor("Now listening on: http://127.0.0.1:");
        client.BaseAddress = new Uri(listening[listening.IndexOf("http", StringComparison.Ordinal)..]);

        foreach (var probe in manifests.Probes)
        {
            Assert.True((await client.GetAsync(probe.HttpGet.Path, TestContext.Current.CancellationToken)).IsSuccessStatusCode, probe.HttpGet.Path);
        }

        Assert.Equal(
            """{"host":"postgres","port":5432,"maxConnections":50,"commandTimeout":"00:00:30","hasPassword":true}""",
            await client.GetStringAsync("/database", TestContext.Current.CancellationToken));

        // What the image's health check asks.
        var address = new Uri(client.BaseAddress, "/health/live").ToString();
        Assert.Equal(0, Probe(address));
        Assert.Equal(1, Probe(new Uri(client.BaseAddress, "/nothing").ToString()));
        Assert.Equal(0, program.Stop());
        Assert.Equal(1, Probe(address));
    }

    private static int Probe(string address) => ToolRun.Of("dotnet", new Dictionary<string, string>(), SampleProgram.Program("WebApi"), "--probe", address).ExitCode;

    [Fact]
    public void Server_IsHardened_AndItsArgumentsAreThoseOfTheServer()
    {
        var manifests = KubernetesManifests.OfServer();

        AssertHardened(manifests);
        Assert.Equal(["Deployment", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount"], manifests.All.Select(static item => item.Kind).Order(StringComparer.Ordinal));
        Assert.All(manifests.All, static item => Assert.Equal(("strata", "server"), (item.Metadata.Labels["app.kubernetes.io/name"], item.Metadata.Labels["app.kubernetes.io/component"])));
        var container = manifests.Container;
        using var output = new StringWriter();
        var parsed = Strata.Server.Hosting.ServerCommands.Create(output, static _ => null).Parse([.. container.Args]);
        Assert.Empty(parsed.Errors);
        Assert.Contains("--listen=https://0.0.0.0:8443", container.Args);
        var ports = container.Ports.Select(static port => port.Name).ToArray();
        Assert.Equal([8443], container.Ports.Select(static port => port.ContainerPort));
        Assert.All(manifests.Probes, probe => Assert.Contains(probe.HttpGet.Port.Value, ports));
        Assert.All(manifests.Single<V1Service>().Spec.Ports, port => Assert.Contains(port.TargetPort.Value, ports));

        // Each place that the arguments name is mounted, and what is mounted is there.
        Assert.Equal(["/data", "/tls", "/tmp"], container.VolumeMounts.Select(static mount => mount.MountPath).Order(StringComparer.Ordinal));
        Assert.Equal(manifests.Pod.Volumes.Select(static volume => volume.Name).Order(StringComparer.Ordinal), container.VolumeMounts.Select(static mount => mount.Name).Order(StringComparer.Ordinal));
        var labels = manifests.Single<V1Deployment>().Spec.Template.Metadata.Labels;
        Assert.All(
            new[] { manifests.Single<V1Deployment>().Spec.Selector.MatchLabels, manifests.Single<V1Service>().Spec.Selector, manifests.Single<V1PodDisruptionBudget>().Spec.Selector.MatchLabels, manifests.Single<V1NetworkPolicy>().Spec.PodSelector.MatchLabels },
            selector => Assert.All(selector, label => Assert.Equal(label.Value, labels[label.Key])));
    }

    private static void AssertHardened(KubernetesManifests manifests)
    {
        var (pod, container) = (manifests.Pod, manifests.Container);
        Assert.Matches("^[a-z0-9./-]+:[0-9]+\\.[0-9]+\\.[0-9]+$", container.Image);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.True(pod.SecurityContext.RunAsUser > 0);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.Null(pod.HostNetwork);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Null(container.SecurityContext.Capabilities.Add);
        Assert.All(new[] { "cpu", "memory" }, name => Assert.True(container.Resources.Requests.ContainsKey(name) && container.Resources.Limits.ContainsKey(name), name));
        Assert.All(manifests.Probes, Assert.NotNull);

        // A node can be drained while as few run as may.
        var deployed = manifests.Single<V1Deployment>().Spec.Replicas;
        var least = manifests.All.OfType<V2HorizontalPodAutoscaler>().SingleOrDefault()?.Spec.MinReplicas ?? deployed;
        Assert.True(int.Parse(manifests.Single<V1PodDisruptionBudget>().Spec.MinAvailable.Value, null) < least);
        Assert.True(deployed >= least);
    }

    [GeneratedRegex(@"^  - (path: )?(?<file>[\w./-]+)$", RegexOptions.Multiline)]
    private static partial Regex Named();

    // That secrets are masked is told, and no mistake.
    [GeneratedRegex(@"^\w+ STR8022.*\n( .*\n)*\n?", RegexOptions.Multiline)]
    private static partial Regex Masking();
}
