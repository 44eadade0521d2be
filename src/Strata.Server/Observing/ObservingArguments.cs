using System.CommandLine;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Server.Edge;
using Strata.Server.Hosting;

namespace Strata.Server.Observing;

/// <summary>The options for what the server tells of itself.</summary>
internal sealed class ObservingArguments
{
    private const double DefaultShare = 0.01;
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TraceEndpointVariable = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";

    private readonly Option<string?> _metricsListen = new("--metrics-listen") { HelpName = "URL", Description = "An address of this machine at which /metrics asks nobody who reads it (default: none; /metrics is at the other addresses, for whoever may view something)" };

    private readonly Option<bool> _noMetrics = new("--no-metrics") { Description = "Measure nothing, and have no /metrics" };

    private readonly Option<string?> _traceEndpoint = new("--otlp-endpoint") { HelpName = "URL", Description = "Send traces to this collector, by OTLP over HTTP (default: $OTEL_EXPORTER_OTLP_ENDPOINT, else none)" };

    private readonly Option<string?> _traceShare = new("--trace-sample") { HelpName = "RATIO", Description = "The share of requests that are traced, from 0 to 1, where the caller has not decided it (default: as $OTEL_TRACES_SAMPLER says, else 0.01)" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_metricsListen, _noMetrics, _traceEndpoint, _traceShare];

    /// <summary>What they say.</summary>
    /// <exception cref="SettingException">Something of it makes no sense, or would show to others what is meant for this machine.</exception>
    public ObservingSettings Read(ParseResult parsed, Func<string, string?> variable)
    {
        var usesGrpc = ServerArguments.Given(parsed, _traceEndpoint) is null && (Variable("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? Variable("OTEL_EXPORTER_OTLP_PROTOCOL")) == "grpc";
        var hasMetrics = !parsed.GetValue(_noMetrics);
        var listen = ServerArguments.Given(parsed, _metricsListen) is { } text ? AddressOf(text) : null;
        if (listen is not null && !hasMetrics)
        {
            throw new SettingException("--metrics-listen and --no-metrics exclude one another", "leave one of them out");
        }

        var endpoint = ServerArguments.Given(parsed, _traceEndpoint) is { } given ? OfSignal(CollectorOf(given, _traceEndpoint.Name))
            : Variable(TraceEndpointVariable) is { } whole ? CollectorOf(whole, $"${TraceEndpointVariable}")
            : Variable(EndpointVariable) is not { } root ? null
            : usesGrpc ? CollectorOf(root, $"${EndpointVariable}")
            : OfSignal(CollectorOf(root, $"${EndpointVariable}"));
        var share = ServerArguments.Given(parsed, _traceShare) is { } ratio ? ShareOf(ratio) : (double?)null;
        if (share is not null && endpoint is null)
        {
            throw new SettingException("--trace-sample is given, and traces are sent nowhere", "write --otlp-endpoint URL as well");
        }

        return new ObservingSettings
        {
            HasMetrics = hasMetrics,
            MetricsListen = listen,
            TraceEndpoint = endpoint,
            UsesGrpc = usesGrpc,
            TraceShare = share ?? (Variable("OTEL_TRACES_SAMPLER") is null ? DefaultShare : null),
            ServiceName = Variable("OTEL_SERVICE_NAME") ?? new ObservingSettings().ServiceName,
        };

        string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    private static Uri AddressOf(string text)
    {
        var address = EdgeArguments.AddressOf("--metrics-listen", text);
        return address.Scheme != Uri.UriSchemeHttp ? throw new SettingException($"--metrics-listen \"{text}\" is https, and nobody from elsewhere is let in there", "write http://127.0.0.1:9464")
            : EdgeArguments.IsLoopback(address) ? address
            : throw new SettingException(
                $"--metrics-listen {address.GetLeftPart(UriPartial.Authority)} can be reached from elsewhere, and asks nobody who reads there",
                "write http://127.0.0.1:9464; from elsewhere /metrics is read at the other addresses, with a token",
                DiagnosticCode.AddressNotLoopback);
    }

    // An address that holds a password is not shown.
    private static Uri CollectorOf(string text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.UserInfo.Length == 0
            ? address
            : throw new SettingException($"{name} is no address of a collector", "write http://127.0.0.1:4318; what it asks for as a password is in $OTEL_EXPORTER_OTLP_HEADERS");

    private static Uri OfSignal(Uri root) => new($"{root.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1/traces");

    private static double ShareOf(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
        ? share
        : throw new SettingException($"--trace-sample \"{text}\" is no share", "write --trace-sample 0.1 for a tenth, 1 for all");
}
