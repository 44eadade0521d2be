using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Strata.Diagnostics;
using Strata.Profiling;

namespace Strata.Cli;

/// <summary>
/// The trace of a run, sent to a collector where the variables of OpenTelemetry name one: the command, its stages, and through the servers that it asks theirs.
/// <c>TRACEPARENT</c> says what it is part of.
/// </summary>
internal sealed class CommandTrace : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TraceEndpointVariable = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string ParentVariable = "TRACEPARENT";

    // Of a run over thousands of files the first stages tell as much as all.
    private const int MostSpans = 2000;

    // Nobody waits longer for a trace than for the command.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CommandHost _host;
    private readonly Uri _endpoint;
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;
    private readonly Activity? _command;

    private CommandTrace(CommandHost host, Uri endpoint, string? name)
    {
        _host = host;
        _endpoint = endpoint;
        _listener = new ActivityListener
        {
            // Of requests too: it is them that the spans of a server belong to.
            ShouldListenTo = static source => source.Name is StageActivity.SourceName or "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> options) => options.Parent == default || (options.Parent.TraceFlags & ActivityTraceFlags.Recorded) != 0 ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.PropagationData,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(_listener);
        _command = StageActivity.BeginCommand(name ?? "strata", ActivityContext.TryParse(host.Variable(ParentVariable), null, isRemote: true, out var parent) ? parent : default);
    }

    /// <summary>Begins a trace; null where the variables name no collector.</summary>
    public static CommandTrace? Of(CommandHost host, string[] args)
    {
        if (host.Variable(TraceEndpointVariable) is null && host.Variable(EndpointVariable) is null)
        {
            return null;
        }

        var text = host.Variable(TraceEndpointVariable) ?? $"{host.Variable(EndpointVariable)!.TrimEnd('/')}/v1/traces";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            // It may hold a password.
            host.Error.WriteLine($"warning: the trace is not sent: ${EndpointVariable} is no address of http or https");
            return null;
        }

        // What follows the name may be a secret.
        return new CommandTrace(host, endpoint, args.Length > 0 && CommandTree.IsCommand(args[0]) ? args[0] : null);
    }

    /// <summary>Sends it. The command's result does not depend on that.</summary>
    public void Send()
    {
        _command?.Dispose();
        _listener.Dispose();
        if (_spans.IsEmpty)
        {
            return;
        }

        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !_endpoint.IsLoopback }) { Timeout = Patience };
            using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint) { Content = new ByteArrayContent(OtlpTrace.Write(_host.Variable("OTEL_SERVICE_NAME") ?? "strata", ProductVersion.Text, _spans)) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            foreach (var header in (_host.Variable(HeadersVariable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var equals = header.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                {
                    request.Headers.TryAddWithoutValidation(Uri.UnescapeDataString(header[..equals].Trim()), Uri.UnescapeDataString(header[(equals + 1)..].Trim()));
                }
            }

            using var response = client.Send(request);
            if (!response.IsSuccessStatusCode)
            {
                Warn(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the collector answered {(int)response.StatusCode}"));
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            Warn(exception is OperationCanceledException ? "the collector did not answer" : exception.GetBaseException().Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Keep(Activity activity)
    {
        if (activity.Recorded && (_spans.Count < MostSpans || activity == _command))
        {
            _spans.Enqueue(activity);
        }
    }

    private void Warn(string problem) => _host.Error.WriteLine($"warning: the trace was not sent: {TerminalText.Harmless(problem)}");
}
