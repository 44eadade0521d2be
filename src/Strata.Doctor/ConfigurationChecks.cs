using System.Collections.Immutable;
using Strata.Doctor.Checks;

namespace Strata.Doctor;

/// <summary>The checks that come with Strata.</summary>
public static class ConfigurationChecks
{
    /// <summary>All of them, in the order of a report.</summary>
    public static ImmutableArray<IConfigurationCheck> All { get; } =
    [
        new PostgreSqlCheck(),
        new RedisCheck(),
        new RabbitMqCheck(),
        new ApiHealthCheck(),
        new TensorFlowServingCheck(),
        new TorchServeCheck(),
        new HuggingFaceCheck(),
        new PrometheusCheck(),
        new GrafanaCheck(),
        new CertificateCheck(),
        new PortCheck(),
        new FileCheck(),
        new DiskCheck(),
        new DnsCheck(),
    ];
}
