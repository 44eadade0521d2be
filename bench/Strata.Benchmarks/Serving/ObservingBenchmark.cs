using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Strata.Benchmarks.Serving;

/// <summary>
/// What metrics and traces cost: a resolution with both and without, and requests to a server with both and to one with neither. By turns in one run.
/// </summary>
internal sealed class ObservingBenchmark(int rounds)
{
    private const double LeastShare = 0.97;
    private const double TraceShare = 0.01;
    private const int ResolutionsOfARound = 20;
    private const int RoundsOfResolutions = 8;
    private const int BodyBytes = 2048;

    private readonly string _directory = Directory.CreateTempSubdirectory("strata-observing-").FullName;

    /// <returns>Whether every target is met.</returns>
    public async Task<bool> RunAsync(TextWriter output)
    {
        using var collector = Collector();
        var isMet = await ResolveAsync(output).ConfigureAwait(false);
        var program = Path.Combine(Repository.Root(), "artifacts", "bin", "Strata.Server", "release", "strata-server");
        using var on = ServedProgram.Start(program, "serve", "--listen", "http://127.0.0.1:0", "--data", Path.Combine(_directory, "on"), "--no-import", "--otlp-endpoint", collector.Prefixes.Single().TrimEnd('/'));
        using var off = ServedProgram.Start(program, "serve", "--listen", "http://127.0.0.1:0", "--data", Path.Combine(_directory, "off"), "--no-import", "--no-metrics");
        var tag = "";
        foreach (var server in new[] { on, off })
        {
            tag = await PublishAsync(server.Url).ConfigureAwait(false);
        }

        const string Address = "/api/v1/spaces/bench/configurations/app";
        var (observed, bare) = Throughput.Compare(new Uri(on.Url, Address), new Uri(off.Url, Address), $"If-None-Match: {tag}", rounds);
        isMet &= Row(output, $"304 answers a second: {observed:N0} observed, {bare:N0} not", observed / bare);
        (observed, bare) = Throughput.Compare(new Uri(on.Url, Address), new Uri(off.Url, Address), header: null, rounds);
        return Row(output, $"answers of {BodyBytes:N0} bytes a second: {observed:N0} observed, {bare:N0} not", observed / bare) && isMet;
    }

    private async Task<bool> ResolveAsync(TextWriter output)
    {
        var manager = new OverrideManager(Path.Combine(Repository.Root(), "overrides"), new OverrideManagerOptions { EnableCache = false });
        await using (manager.ConfigureAwait(false))
        {
            var (observed, bare) = (new List<double>(), new List<double>());
            for (var round = -1; round < rounds * RoundsOfResolutions; round++)
            {
                foreach (var isObserved in round % 2 == 0 ? new[] { true, false } : [false, true])
                {
                    using var traces = isObserved ? Sdk.CreateTracerProviderBuilder().AddSource("Strata").SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(TraceShare))).Build() : null;
                    using var metrics = isObserved ? Sdk.CreateMeterProviderBuilder().AddMeter("Strata").AddReader(new BaseExportingMetricReader(new Discarding())).Build() : null;
                    var begun = Stopwatch.GetTimestamp();
                    for (var i = 0; i < ResolutionsOfARound; i++)
                    {
                        await manager.LoadWithValidationAsync("docker").ConfigureAwait(false);
                    }

                    if (round >= 0)
                    {
                        (isObserved ? observed : bare).Add(ResolutionsOfARound / Stopwatch.GetElapsedTime(begun).TotalSeconds);
                    }
                }
            }

            // Of neighbours in time: what else the machine does befalls both.
            var share = Median([.. observed.Zip(bare, static (with, without) => with / without)]);
            return Row(output, string.Create(CultureInfo.InvariantCulture, $"resolutions of docker a second: {Median(observed):N0} observed, {Median(bare):N0} not"), share);
        }
    }

    private static async Task<string> PublishAsync(Uri server)
    {
        using var client = new HttpClient { BaseAddress = server };
        using var made = await client.PutAsJsonAsync("/api/v1/spaces/bench", new { }).ConfigureAwait(false);
        made.EnsureSuccessStatusCode();
        var files = new JsonObject { ["app.yml"] = new JsonObject { ["text"] = $"text: {new string('x', BodyBytes - 16)}\n" } };
        using var published = await client.PostAsJsonAsync("/api/v1/spaces/bench/revisions", new JsonObject { ["files"] = files }).ConfigureAwait(false);
        published.EnsureSuccessStatusCode();
        using var answer = await client.GetAsync(new Uri("/api/v1/spaces/bench/configurations/app", UriKind.Relative)).ConfigureAwait(false);
        return answer.EnsureSuccessStatusCode().Headers.ETag!.ToString();
    }

    // Takes what is sent, and does nothing with it.
    private static HttpListener Collector()
    {
        var listener = new HttpListener();
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            listener.Prefixes.Add(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/"));
        }

        listener.Start();
        _ = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                try
                {
                    (await listener.GetContextAsync().ConfigureAwait(false)).Response.Close();
                }
                catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        });
        return listener;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static bool Row(TextWriter output, string what, double share)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {share:N3} | >= {LeastShare:N2} | {(share >= LeastShare ? "yes" : "NO")} |"));
        return share >= LeastShare;
    }

    // Aggregated is what is measured; where it goes is the exporter's cost, at a scrape.
    private sealed class Discarding : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
