using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>A RabbitMQ of a test class's own, with ports, cookie and files of its own. It takes half a minute to start.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RabbitMqServer : IDisposable
{
    /// <summary>Its user and its virtual host.</summary>
    public const string User = "soundwave";

    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-rabbitmq-");
    private readonly Process? _names;
    private readonly Process? _process;

    public RabbitMqServer()
    {
        if (!File.Exists(Program))
        {
            return;
        }

        Port = LoopbackPort.Free();
        var namesPort = LoopbackPort.Free();
        File.WriteAllText(In("rabbitmq.conf"), $"listeners.tcp.1 = 127.0.0.1:{Port}\ndefault_user = {User}\ndefault_pass = {Checkup.Password}\ndefault_vhost = {User}\n");

        // Erlang's own server of names, which would stay behind if the broker started it.
        _names = Start("epmd", new() { ["ERL_EPMD_PORT"] = $"{namesPort}", ["ERL_EPMD_ADDRESS"] = "127.0.0.1" });
        _process = Start(Program, new()
        {
            ["HOME"] = _directory.FullName,
            ["ERL_EPMD_PORT"] = $"{namesPort}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODENAME"] = "strata@localhost",
            ["RABBITMQ_DIST_PORT"] = $"{LoopbackPort.Free()}",
            ["RABBITMQ_MNESIA_BASE"] = In("data"),
            ["RABBITMQ_LOG_BASE"] = In("log"),
            ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("plugins"),
            ["RABBITMQ_CONF_ENV_FILE"] = In("none"),
            ["RABBITMQ_PID_FILE"] = In("pid"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+S 1:1",
        });
        WaitUntilItAnswers();
    }

    public int Port { get; }

    /// <summary>Skips the test where there is no RabbitMQ.</summary>
    public void Require() => Assert.SkipWhen(_process is null, "RabbitMQ is not installed.");

    public void Dispose()
    {
        foreach (var process in new[] { _process, _names })
        {
            if (process is { HasExited: false })
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process?.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private string In(string name) => Path.Combine(_directory.FullName, name);

    private Process Start(string program, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _directory.FullName };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private void WaitUntilItAnswers()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                using var stream = client.GetStream();
                stream.ReadTimeout = 10_000;
                stream.Write("AMQP\0\0\u0009\u0001"u8);
                if (stream.ReadByte() == 1)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                Assert.True(waited.Elapsed < TimeSpan.FromMinutes(5) && !_process!.HasExited, "RabbitMQ does not start.");
                Thread.Sleep(100);
            }
        }
    }
}
