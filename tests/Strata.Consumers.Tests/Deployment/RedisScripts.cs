using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Deployment;

/// <summary>Real servers that the scripts in <c>deploy/redis</c> start, on free ports of this machine; they end with the test.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RedisScripts : IDisposable
{
    /// <summary>A password that every quoting has to get right.</summary>
    public const string Password = "p\"a\\s $HOME 'w'";

    // That of the cluster's bus is higher by so much. Both stay below the ports that systems give away by themselves.
    private const int BusOffset = 10000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Scripts = Path.Combine(Repository.Root, "deploy", "redis");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-redis-");
    private readonly ConcurrentDictionary<int, Process> _servers = new();
    private readonly ConcurrentQueue<string> _lines = new();

    private RedisScripts()
    {
        // The shared settings, on loopback: a test opens nothing to the network.
        var conf = File.ReadAllText(Path.Combine(Scripts, "redis.conf"));
        Assert.Contains("bind * -::*\n", conf, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_directory.FullName, "redis.conf"), conf.Replace("bind * -::*\n", "bind 127.0.0.1\n", StringComparison.Ordinal));
    }

    public static RedisScripts Begin()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && ToolRun.IsInstalled("redis-server"), "redis-server is not installed.");
        return new RedisScripts();
    }

    /// <summary>Ports that are free, as are those of the bus that belong to them.</summary>
    public static int[] FreePorts(int count)
    {
        var found = new HashSet<int>();
        while (found.Count < count)
        {
            var port = Random.Shared.Next(12000, 22000);
            if (IsFree(port) && IsFree(port + BusOffset))
            {
                found.Add(port);
            }
        }

        return [.. found];
    }

    /// <summary>Starts a node with what it had when it was here before.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="name">The name that others know it by.</param>
    /// <param name="mode">What it is among the others.</param>
    /// <param name="primary">The port of the primary that it follows.</param>
    public void StartNode(int port, string name, string mode, int? primary = null)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REDIS_CONF"] = Path.Combine(_directory.FullName, "redis.conf"),
            ["REDIS_DATA"] = Directory.CreateDirectory(Path.Combine(_directory.FullName, $"{port}")).FullName,
            ["REDIS_NAME"] = name,
            ["REDIS_PORT"] = $"{port}",
            ["REDIS_MODE"] = mode,
        };
        if (primary is { } followed)
        {
            variables["REDIS_PRIMARY"] = "127.0.0.1";
            variables["REDIS_PRIMARY_PORT"] = $"{followed}";
        }

        Start("node.sh", port, variables);
    }

    public void StartSentinel(int port, int primary) => Start("sentinel.sh", port, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SENTINEL_CONF"] = Path.Combine(_directory.FullName, $"sentinel-{port}.conf"),
        ["SENTINEL_MASTER"] = "soundwave",
        ["SENTINEL_QUORUM"] = "2",
        ["REDIS_PORT"] = $"{port}",
        ["REDIS_PRIMARY"] = "127.0.0.1",
        ["REDIS_PRIMARY_PORT"] = $"{primary}",
    });

    /// <summary>Runs one of the scripts to its end.</summary>
    public static ToolRun Run(string script, IReadOnlyDictionary<string, string> variables) =>
        ToolRun.Of("sh", new Dictionary<string, string>(variables, StringComparer.Ordinal) { ["REDIS_PASSWORD"] = Password }, Path.Combine(Scripts, script));

    /// <summary>Asks a server, as somebody who knows the password.</summary>
    public static string Ask(int port, params string[] command) =>
        ToolRun.Of("redis-cli", new Dictionary<string, string> { ["REDISCLI_AUTH"] = Password }, ["-h", "127.0.0.1", "-p", $"{port}", .. command]).Output.TrimEnd();

    public async Task Until(Func<bool> condition, string expected)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            Assert.True(waited.Elapsed < Patience, $"{expected} did not come; the servers said\n{string.Join('\n', _lines)}");
        }
    }

    public void Kill(int port)
    {
        Assert.True(_servers.TryRemove(port, out var server));
        server.Kill();
        server.WaitForExit();
        server.Dispose();
    }

    public void Dispose()
    {
        foreach (var port in _servers.Keys)
        {
            Kill(port);
        }

        _directory.Delete(recursive: true);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Start(string script, int port, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("sh", [Path.Combine(Scripts, script)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDIS_PASSWORD"] = Password;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _lines.Enqueue($"{port}: {line.Data}");
        process.ErrorDataReceived += (_, line) => _lines.Enqueue($"{port}: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Assert.True(_servers.TryAdd(port, process));
    }
}
