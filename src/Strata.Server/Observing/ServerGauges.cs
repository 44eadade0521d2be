using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using Strata.Server.Edge;
using Strata.Server.Publishing;
using Strata.Server.Reading;
using Strata.Server.Redis;
using Strata.Server.Watching;

namespace Strata.Server.Observing;

/// <summary>How the parts of the server are at the moment when somebody asks.</summary>
internal sealed class ServerGauges
{
    /// <summary>The version of the server.</summary>
    public static string Version { get; } =
        typeof(ServerGauges).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public ServerGauges(IMeterFactory factory, HeadTail heads, Heartbeats watchers, RenderGate gate, DueActions due, ServedCertificate? certificate = null, RedisPulse? redis = null)
    {
        var meter = factory.Create(ServerMeter.Name);
        meter.CreateObservableGauge(
            "strata.build.info",
            static () => new Measurement<int>(1, new("version", Version), new("runtime", RuntimeInformation.FrameworkDescription), new("architecture", RuntimeInformation.ProcessArchitecture.ToString())),
            unit: null,
            "The version of the server and of what it runs on, as labels: always 1.");
        meter.CreateObservableGauge("strata.server.watchers", () => watchers.Count, "{watcher}", "Watchers that are connected.");
        meter.CreateObservableGauge(
            "strata.server.head.age",
            () => heads.Age is { } age ? [new Measurement<double>(age.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How long ago the heads were last read from the store: what is served may be as old.");
        meter.CreateObservableGauge("strata.server.render.running", () => gate.Running, "{work}", "Resolutions that run.");
        meter.CreateObservableGauge("strata.server.render.waiting", () => gate.Waiting, "{work}", "Resolutions that wait for their turn.");
        meter.CreateObservableGauge("strata.server.actions.due", () => due.Count, "{action}", "Timed actions that were due when they were last looked for.");
        meter.CreateObservableGauge("strata.server.actions.delay", () => due.Delay.TotalSeconds, "s", "For how long the most overdue of them has waited.");
        if (certificate is not null)
        {
            meter.CreateObservableGauge("strata.server.certificate.not_after", () => (double)certificate.ExpiresAt.ToUnixTimeSeconds(), "s", "When the certificate that is served is valid no more, in seconds since 1970.");
        }

        if (redis is not null)
        {
            meter.CreateObservableGauge("strata.server.redis.up", () => redis.IsUp ? 1 : 0, unit: null, "Whether Redis answered when it was last asked: 1 or 0.");
        }
    }
}
