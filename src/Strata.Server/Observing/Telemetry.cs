using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Strata.Live;
using Strata.Profiling;
using Strata.Server.Access;

namespace Strata.Server.Observing;

/// <summary>Puts what the server tells of itself in its place: metrics for Prometheus, traces for a collector.</summary>
internal static class Telemetry
{
    /// <summary>Where the metrics are.</summary>
    public const string MetricsPath = "/metrics";

    // All instruments of the framework's meters that are worth their cost; the rest is left out, and costs nothing then.
    private static readonly Dictionary<string, string[]> OfTheFramework = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Hosting"] = ["http.server.request.duration"],
        ["Microsoft.AspNetCore.Server.Kestrel"] = ["kestrel.active_connections", "kestrel.rejected_connections"],
    };

    public static void AddTo(IServiceCollection services, ObservingSettings settings)
    {
        services.AddSingleton<ServerMeter>();
        services.AddSingleton<ServerGauges>();
        if (settings.HasMetrics || settings.TraceEndpoint is not null)
        {
            var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(settings.ServiceName, serviceVersion: ServerGauges.Version));
            if (settings.HasMetrics)
            {
                telemetry.WithMetrics(AddMetrics);
            }

            if (settings.TraceEndpoint is { } endpoint)
            {
                telemetry.WithTracing(tracing => AddTraces(tracing, endpoint, settings));
            }
        }
    }

    /// <summary>First of all: how requests are named in traces.</summary>
    public static void UseFirst(WebApplication app, ObservingSettings settings)
    {
        if (settings.TraceEndpoint is not null)
        {
            app.UseMiddleware<RequestTrace>();
        }
    }

    /// <summary>Has an address be for nothing but the metrics.</summary>
    public static void UseForMetrics(ListenOptions listen) => listen.Use(static next => connection =>
    {
        connection.Features.Set(MetricsConnection.Instance);
        return next(connection);
    });

    /// <summary>Answers what comes by that address, once it is known that no page of another site asks.</summary>
    public static void Use(WebApplication app, ObservingSettings settings)
    {
        if (settings.MetricsListen is null)
        {
            return;
        }

        var metrics = Metrics(app);
        app.Use((context, next) =>
        {
            if (context.Features.Get<MetricsConnection>() is null)
            {
                return next(context);
            }

            if (context.Request.Path == MetricsPath && HttpMethods.IsGet(context.Request.Method))
            {
                return metrics(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    public static void Map(WebApplication app, ObservingSettings settings)
    {
        // Begun with the server, and not with the first who asks.
        app.Services.GetRequiredService<ServerGauges>();
        if (settings.HasMetrics)
        {
            app.MapGet(MetricsPath, Metrics(app)).NeedsAnywhere(Verb.View).WithSummary("Gives the server's metrics, as Prometheus and OpenMetrics write them");
        }
    }

    private static RequestDelegate Metrics(WebApplication app) => ((IApplicationBuilder)app).New().UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true).Build();

    private static void AddMetrics(MeterProviderBuilder metrics) => metrics
        .AddMeter(ServerMeter.Name, LiveMetrics.MeterName, "System.Runtime")
        .AddMeter([.. OfTheFramework.Keys])
        .AddView(static instrument => OfTheFramework.TryGetValue(instrument.Meter.Name, out var kept) && !kept.Contains(instrument.Name, StringComparer.Ordinal) ? MetricStreamConfiguration.Drop : null)
        // Which meter an instrument is of, its name says.
        .AddPrometheusExporter(static exporter => exporter.ScopeInfoEnabled = false);

    private static void AddTraces(TracerProviderBuilder tracing, Uri endpoint, ObservingSettings settings)
    {
        tracing.AddSource("Microsoft.AspNetCore", StageActivity.SourceName, ServerActivity.SourceName);
        if (settings.TraceShare is { } share)
        {
            // Whoever calls has decided it already, where he traces.
            tracing.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(share)));
        }

        tracing.AddOtlpExporter(exporter =>
        {
            exporter.Endpoint = endpoint;
            exporter.Protocol = settings.UsesGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        });
    }

    /// <summary>Marks a connection to the address of the metrics.</summary>
    private sealed class MetricsConnection
    {
        public static MetricsConnection Instance { get; } = new();
    }
}
