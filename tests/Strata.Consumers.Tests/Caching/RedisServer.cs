using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Caching;

/// <summary>A Redis of a test's own, on a free port of this machine, which can be killed, paused and started again.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RedisServer : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-redis-");
    private Process? _process;

    private readonly string[] _settings;

    private RedisServer(int port, string[] settings)
    {
        Port = port;
        _settings = settings;
    }

    public int Port { get; }

    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>Starts one; the test is skipped where there is no Redis.</summary>
    /// <param name="settings">Settings of its own: <c>--requirepass</c>, and what follows it. <c>--sentinel</c>, which must be the first, makes it a sentinel.</param>
    public static RedisServer Start(params string[] settings)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && IsInstalled(), "redis-server is not installed.");
        var server = new RedisServer(LoopbackPort.Free(), settings);
        server.StartAgain();
        return server;
    }

    /// <summary>Starts it at the same port, as empty as a server that lost its memory.</summary>
    public void StartAgain()
    {
        // A sentinel writes what it learns into its file.
        var isSentinel = _settings is ["--sentinel", ..];
        var file = Path.Combine(_directory.FullName, "sentinel.conf");
        File.WriteAllText(file, isSentinel ? $"port {Port}\nbind 127.0.0.1\n{string.Join('\n', _settings[1..])}\n" : "");
        string[] arguments = isSentinel
            ? [file, "--sentinel"]
            : ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _directory.FullName, .. _settings];
        _process = Process.Start(new ProcessStartInfo("redis-server", arguments)
        {
            RedirectStandardOutput = true,
        })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        var waited = Stopwatch.StartNew();
        while (!Answers())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30) && !_process.HasExited, "Redis does not start.");
        }
    }

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public void Pause() => BuiltCommand.Signal("STOP", $"{_process!.Id}");

    public void Continue() => BuiltCommand.Signal("CONT", $"{_process!.Id}");

    public void Dispose()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            process.WaitForExit();
        }

        _directory.Delete(recursive: true);
    }

    private static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static folder => File.Exists(Path.Combine(folder, "redis-server")));

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            using var stream = client.GetStream();
            stream.ReadTimeout = 1000;
            stream.Write("PING\r\n"u8);
            return stream.ReadByte() is '+' or '-';
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }
}
