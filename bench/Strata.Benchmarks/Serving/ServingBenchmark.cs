using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Strata.Benchmarks.Serving;

/// <summary>
/// The server against a bare endpoint of Kestrel with the same bytes, and with thousands of watchers. All in one run, on one machine, which the
/// clients share with the servers.
/// </summary>
internal sealed class ServingBenchmark(int watchers)
{
    private const int Rounds = 5;
    private const int Publishes = 10;
    private const int BodyBytes = 2048;
    private const double MostBytesPerWatcher = 20 * 1024;
    private const double MostMilliseconds = 1000;
    private const double LeastUnchanged = 0.8;
    private const double LeastBody = 0.7;

    private readonly string _directory = Directory.CreateTempSubdirectory("strata-serving-").FullName;

    /// <returns>Whether every target is met.</returns>
    public async Task<bool> RunAsync(TextWriter output)
    {
        var program = Path.Combine(Repository.Root(), "artifacts", "bin", "Strata.Server", "release", "strata-server");
        using var server = ServedProgram.Start(program, "serve", "--listen", "http://127.0.0.1:0", "--data", Path.Combine(_directory, "data"), "--no-import", "--max-watchers", "200000");
        using var client = new HttpClient { BaseAddress = server.Url };
        await PublishAsync(client).ConfigureAwait(false);
        using var answer = await client.GetAsync(new Uri("/api/v1/spaces/bench/configurations/app", UriKind.Relative)).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        var file = Path.Combine(_directory, "body");
        await File.WriteAllBytesAsync(file, body).ConfigureAwait(false);
        using var baseline = ServedProgram.Start(Path.Combine(Repository.Root(), "artifacts", "bin", "kestrel", "release", "kestrel"), file, answer.Headers.ETag!.ToString(), answer.Content.Headers.ContentType!.ToString());

        var address = new Uri(server.Url, "/api/v1/spaces/bench/configurations/app");
        var (ours, bare) = Throughput.Compare(address, baseline.Url, $"If-None-Match: {answer.Headers.ETag}", Rounds);
        var isMet = Row(output, $"304 answers a second: {ours:N0}, bare {bare:N0}", ours / bare, LeastUnchanged, isLeast: true);
        (ours, bare) = Throughput.Compare(address, baseline.Url, header: null, Rounds);
        isMet &= Row(output, $"answers of {body.Length:N0} bytes a second: {ours:N0}, bare {bare:N0}", ours / bare, LeastBody, isLeast: true);
        return await WatchAsync(output, server, client).ConfigureAwait(false) && isMet;
    }

    private async Task<bool> WatchAsync(TextWriter output, ServedProgram server, HttpClient client)
    {
        var before = server.Resident;
        using var crowd = await WatcherCrowd.ConnectAsync(server.Url, "bench", watchers, head: 1).ConfigureAwait(false);
        var each = (server.Resident - before) / (double)watchers;
        var isMet = Row(output, $"{watchers:N0} watchers, bytes for each", each, MostBytesPerWatcher, isLeast: false);
        var worst = 0.0;
        for (var revision = 2; revision < Publishes + 2; revision++)
        {
            crowd.Await(revision);
            using var published = await client.PostAsJsonAsync("/api/v1/spaces/bench/rollbacks", new { to = 1 }).ConfigureAwait(false);
            published.EnsureSuccessStatusCode();
            var heard = crowd.Wait();
            worst = Math.Max(worst, heard[(int)(heard.Length * 0.99)]);
        }

        return Row(output, $"publish to watcher, worst 99th percentile of {Publishes} in ms", worst, MostMilliseconds, isLeast: false) && isMet;
    }

    private static async Task PublishAsync(HttpClient client)
    {
        using var made = await client.PutAsJsonAsync("/api/v1/spaces/bench", new { }).ConfigureAwait(false);
        made.EnsureSuccessStatusCode();
        var text = new StringBuilder("services:\n");
        for (var i = 0; text.Length < BodyBytes * 62 / 100; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  service{i}: {{host: host{i}.internal, port: {8000 + i}}}\n");
        }

        var files = new JsonObject { ["app.yml"] = new JsonObject { ["text"] = text.ToString() } };
        using var published = await client.PostAsJsonAsync("/api/v1/spaces/bench/revisions", new JsonObject { ["files"] = files }).ConfigureAwait(false);
        published.EnsureSuccessStatusCode();
    }

    private static bool Row(TextWriter output, string what, double figure, double target, bool isLeast)
    {
        var isMet = isLeast ? figure >= target : figure <= target;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figure:N2} | {(isLeast ? ">=" : "<=")} {target:N1} | {(isMet ? "yes" : "NO")} |"));
        return isMet;
    }
}
