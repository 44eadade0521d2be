using System.Text.RegularExpressions;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Deployment;

/// <summary>The bundled stack as Compose reads it, the oldest that is in use: it agrees with what Strata resolves from the same text.</summary>
public partial class ComposeFileTests
{
    private const string ClusterFile = "deploy/redis/cluster.env";

    private static readonly string Overrides = Path.Combine(Repository.Root, "overrides");

    private static readonly Dictionary<string, string> Passwords = new(StringComparer.Ordinal)
    {
        ["DATABASE_PASSWORD"] = "one",
        ["REDIS_PASSWORD"] = "two",
        ["RABBITMQ_PASSWORD"] = "three",
        ["GRAFANA_PASSWORD"] = "four",
    };

    public static TheoryData<string> Choices => ["", "--profile ml", "--profile cluster", "--profile ml --profile cluster", $"--env-file {ClusterFile}"];

    /// <summary>What of the configuration is published, and by which service.</summary>
    public static TheoryData<string> PublishedPorts =>
    [
        "api.port", "database.postgresql.port", "database.redis.nodes[0].port", "database.redis.nodes[1].port", "database.redis.nodes[2].port",
        "messaging.rabbitmq.port", "messaging.rabbitmq.management_port", "monitoring.prometheus.port", "monitoring.grafana.port",
        "ml.tensorflow.model_serving.port", "ml.tensorflow.model_serving.grpc_port", "ml.pytorch.model_serving.port",
    ];

    [Theory]
    [MemberData(nameof(Choices))]
    public void Stack_OfEachProfile_IsAcceptedByCompose(string options) => Assert.Contains("redis-node-3:", Config(options.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

    [Fact]
    public void Stack_WithoutPasswords_IsRefusedByCompose()
    {
        SkipWithoutCompose();
        var empty = Passwords.ToDictionary(static password => password.Key, static _ => "", StringComparer.Ordinal);

        var run = ToolRun.Of("docker-compose", empty, "-f", "overrides/docker.yml", "config");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("set the password of", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(PublishedPorts))]
    public void Stack_Ports_AreThoseOfTheConfigurationOnLoopbackAlone(string path)
    {
        var published = Published().Matches(Config("--profile", "ml", "--profile", "cluster")).Select(static match => match.Groups["rest"].Value).ToArray();
        Assert.Equal(PublishedPorts.Count, published.Length);

        var port = Get(path);

        Assert.Contains($"127.0.0.1:{port}:{port}/tcp", published);
    }

    [Fact]
    public void Stack_ByDefault_HasThePrimaryThatSentinelsWatch()
    {
        Assert.Equal(["primary", "replica", "replica"], Roles());
        Assert.Equal("true", Get("database.redis.sentinel.enabled"));

        var stack = Config();
        Assert.Equal(3, stack.Split("REDIS_MODE: sentinel").Length - 1);
        Assert.Contains("replicas: 3\n", stack, StringComparison.Ordinal);
    }

    [Fact]
    public void Stack_WithTheFileOfTheCluster_HasThreeMastersForComposeAndStrataAlike()
    {
        string[] file = ["--env-file", Path.Combine(Repository.Root, ClusterFile)];
        Assert.Equal(["primary", "primary", "primary"], Roles(file));
        Assert.Equal("false", Get("database.redis.sentinel.enabled", file));

        var stack = Config("--env-file", ClusterFile);
        Assert.Equal(3, stack.Split("REDIS_MODE: cluster").Length - 1);
        Assert.Contains("replicas: 0\n", stack, StringComparison.Ordinal);
        Assert.Contains("REDIS_NODES: redis-node-1:6379 redis-node-2:6380 redis-node-3:6381\n", stack, StringComparison.Ordinal);
    }

    private static string[] Roles(params string[] options) => [.. Enumerable.Range(0, 3).Select(i => Get($"database.redis.nodes[{i}].role", options))];

    private static string Get(string path, params string[] options)
    {
        var result = new StrataCommand().Run(["get", path, "docker", "-d", Overrides, .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output.TrimEnd();
    }

    private static string Config(params string[] options)
    {
        SkipWithoutCompose();
        var run = ToolRun.Of("docker-compose", Passwords, [.. options, "-f", "overrides/docker.yml", "config"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }

    private static void SkipWithoutCompose() => Assert.SkipUnless(ToolRun.IsInstalled("docker-compose"), "docker-compose is not installed.");

    [GeneratedRegex(@"^\s+- (?<rest>\S+/tcp)$", RegexOptions.Multiline)]
    private static partial Regex Published();
}
