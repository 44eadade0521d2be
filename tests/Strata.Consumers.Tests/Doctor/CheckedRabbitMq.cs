using System.Runtime.Versioning;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>The RabbitMQ that a class of tests checks. It takes half a minute to start.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CheckedRabbitMq : IDisposable
{
    /// <summary>Its user and its virtual host.</summary>
    public const string User = "soundwave";

    private readonly RabbitMqBroker? _broker;

    public CheckedRabbitMq()
    {
        if (RabbitMqBroker.IsInstalled)
        {
            var port = LoopbackPort.Free();
            _broker = RabbitMqBroker.Start(port, $"listeners.tcp.1 = 127.0.0.1:{port}\ndefault_user = {User}\ndefault_pass = {Checkup.Password}\ndefault_vhost = {User}\n");
        }
    }

    public int Port => _broker?.Port ?? 0;

    /// <summary>Skips the test where there is no RabbitMQ.</summary>
    public void Require() => Assert.SkipWhen(_broker is null, "RabbitMQ is not installed.");

    public void Dispose() => _broker?.Dispose();
}
