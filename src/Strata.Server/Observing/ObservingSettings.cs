namespace Strata.Server.Observing;

/// <summary>What the server tells of itself, and to whom. Immutable.</summary>
internal sealed record ObservingSettings
{
    /// <summary>Whether it counts and measures, and has <c>/metrics</c>. Default: true.</summary>
    public bool HasMetrics { get; init; } = true;

    /// <summary>An address of this machine at which <c>/metrics</c> is there for everybody, and nothing else is; null for none.</summary>
    public Uri? MetricsListen { get; init; }

    /// <summary>Where traces are sent to, by OTLP; null for nowhere.</summary>
    public Uri? TraceEndpoint { get; init; }

    /// <summary>Whether they are sent by gRPC. Default: false, by HTTP.</summary>
    public bool UsesGrpc { get; init; }

    /// <summary>The share of requests that are traced whose callers say nothing of it; null for what the variables of OpenTelemetry say.</summary>
    public double? TraceShare { get; init; }

    /// <summary>What the server is called in traces. Default: <c>strata-server</c>.</summary>
    public string ServiceName { get; init; } = "strata-server";
}
