using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Servers;

/// <summary>A RabbitMQ of a test's own: its node, its cookie, its data and its port mapper (epmd) are nobody else's, and end with it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RabbitMqBroker : IDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-rabbitmq-");
    private readonly (string Name, string Value)[] _variables;
    private readonly RunningProgram _mapper;
    private RunningProgram? _broker;

    private RabbitMqBroker(int port, string configuration, IEnumerable<string> plugins)
    {
        Port = port;
        var mapperPort = LoopbackPort.Free();
        var root = _directory.FullName;
        _variables =
        [
            ("HOME", root), ("LANG", "C.UTF-8"), ("ERL_EPMD_PORT", Text(mapperPort)), ("ERL_EPMD_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODENAME", string.Create(CultureInfo.InvariantCulture, $"strata-{port}@localhost")), ("RABBITMQ_DIST_PORT", Text(LoopbackPort.Free())),
            ("RABBITMQ_CONFIG_FILE", Path.Combine(root, "rabbitmq.conf")), ("RABBITMQ_CONF_ENV_FILE", "/dev/null"), ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(root, "enabled_plugins")),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+S 1:1"), ("RABBITMQ_MNESIA_BASE", Path.Combine(root, "data")), ("RABBITMQ_LOG_BASE", Path.Combine(root, "log")), ("RABBITMQ_PID_FILE", Path.Combine(root, "pid")),
        ];
        File.WriteAllText(Path.Combine(root, "rabbitmq.conf"), configuration);
        File.WriteAllText(Path.Combine(root, "enabled_plugins"), $"[{string.Join(',', plugins)}].\n");
        _mapper = RunningProgram.Start("epmd", ["-port", Text(mapperPort), "-address", "127.0.0.1"]);
        _mapper.WaitForPort(mapperPort);
    }

    /// <summary>Whether there is one to start.</summary>
    public static bool IsInstalled => OperatingSystem.IsLinux() && File.Exists(Path.Combine(Programs, "rabbitmq-server"));

    /// <summary>The port for AMQP.</summary>
    public int Port { get; }

    /// <summary>Starts one; the test is skipped where there is none.</summary>
    /// <param name="port">The port that the configuration says.</param>
    /// <param name="configuration">What stands in its rabbitmq.conf.</param>
    /// <param name="plugins">Plugins that are enabled.</param>
    public static RabbitMqBroker Start(int port, string configuration, params string[] plugins)
    {
        Assert.SkipUnless(IsInstalled, "RabbitMQ is not installed.");
        var broker = new RabbitMqBroker(port, configuration, plugins);
        broker.StartAgain();
        return broker;
    }

    /// <summary>Starts it with the data that it had.</summary>
    public void StartAgain()
    {
        _broker = RunningProgram.Start(Path.Combine(Programs, "rabbitmq-server"), [], _directory.FullName, _variables);
        _broker.WaitUntil(() => _broker.Output.Contains("Starting broker... completed", StringComparison.Ordinal));
    }

    /// <summary>Ends it: clients are cut off.</summary>
    public void Stop()
    {
        _broker?.Dispose();
        _broker = null;
    }

    /// <summary>Runs rabbitmqctl on it.</summary>
    public ProgramResult Control(params string[] arguments) => InstalledProgram.Run(Path.Combine(Programs, "rabbitmqctl"), ["-q", .. arguments], _directory.FullName, _variables);

    public void Dispose()
    {
        Stop();
        _mapper.Dispose();
        _directory.Delete(recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
