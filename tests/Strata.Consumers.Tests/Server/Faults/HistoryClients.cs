using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Clients as services and people have them, which write down what they are told. They ask any replica, and go on after any failure.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class HistoryClients(IReadOnlyList<ServerProcess> servers, History history, CancellationToken ending) : IDisposable
{
    public const string Space = "shop";

    private const string Root = "/api/v1/spaces/" + Space;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(8) };

    /// <summary>Publishes drafts that somebody approved, and tries to with some that nobody did.</summary>
    public async Task WriteAsync(string name, Random random)
    {
        for (var i = 0; !ending.IsCancellationRequested; i++)
        {
            var isApproved = random.Next(4) != 0;
            var key = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
            var value = isApproved ? key : $"{HistoryChecker.Unapproved}-{key}";
            if (await DraftAsync(random, key, value) is not { } draft || (isApproved && (await RepeatAsync(random, HttpMethod.Post, $"{draft}/approvals", null, "eve", key)).Status != HttpStatusCode.OK))
            {
                continue;
            }

            var (status, body) = await RepeatAsync(random, HttpMethod.Post, $"{draft}/publish", new { }, name, key);
            if (status == HttpStatusCode.Created)
            {
                history.Add(new Acknowledged($"{name}\n{key}", body!["epoch"]!.GetValue<string>(), body["revision"]!.GetValue<long>(), value));
            }
        }
    }

    /// <summary>Reads, never content with less than it has seen.</summary>
    public async Task ReadAsync(string name, Random random)
    {
        var (epoch, revision) = ("", 0L);
        while (!ending.IsCancellationRequested)
        {
            var seen = epoch.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"&minRevision={revision}&epoch={epoch}");
            try
            {
                using var response = await _http.GetAsync(AddressOf(random, $"{Root}/configurations/app?fact.reader={random.Next(3)}{seen}"), ending);
                if (response.StatusCode == HttpStatusCode.Gone)
                {
                    epoch = "";
                }
                else if (response.StatusCode == HttpStatusCode.OK)
                {
                    var told = await SeenAsync(name, response);
                    history.Add(told);
                    (epoch, revision) = (told.Epoch, told.Revision);
                }
            }
            catch (Exception exception) when (IsOutage(exception))
            {
                // It asks again.
            }

            await PauseAsync();
        }
    }

    /// <summary>Watches, and resumes from what it has seen last.</summary>
    public async Task WatchAsync(string name, Random random)
    {
        var last = "";
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(random, $"{Root}/events"));
                if (last.Length > 0)
                {
                    request.Headers.Add("Last-Event-ID", last);
                }

                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ending);
                if (response.StatusCode == HttpStatusCode.Gone)
                {
                    last = "";
                }

                if (response.StatusCode == HttpStatusCode.OK)
                {
                    using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ending));

                    // Now and then it changes sides, as behind a balancer.
                    for (var left = random.Next(5, 50); left > 0 && await reader.ReadLineAsync(ending).AsTask().WaitAsync(TimeSpan.FromSeconds(4), ending) is { } line; left--)
                    {
                        if (line.StartsWith("id: ", StringComparison.Ordinal))
                        {
                            last = line[4..];
                            var colon = last.IndexOf(':', StringComparison.Ordinal);
                            history.Add(new Seen(name, last[..colon], long.Parse(last.AsSpan(colon + 1), CultureInfo.InvariantCulture)));
                        }
                    }
                }
            }
            catch (Exception exception) when (IsOutage(exception))
            {
                // It connects again.
            }

            await PauseAsync();
        }
    }

    /// <summary>What a replica serves.</summary>
    public static async Task<Seen> SeenAsync(string name, HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new Seen(
            name,
            response.Headers.GetValues("Strata-Epoch").Single(),
            long.Parse(response.Headers.GetValues("Strata-Revision").Single(), CultureInfo.InvariantCulture),
            JsonNode.Parse(body)!["name"]!.GetValue<string>(),
            response.Headers.GetValues("Strata-Content-Sha256").Single(),
            Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    public void Dispose() => _http.Dispose();

    private static bool IsOutage(Exception exception) => exception is HttpRequestException or IOException or OperationCanceledException or TimeoutException;

    private async Task<string?> DraftAsync(Random random, string key, string value)
    {
        var (_, head) = await RepeatAsync(random, HttpMethod.Get, $"{Root}/head", null, "local", key);
        var (status, draft) = head is null ? default : await RepeatAsync(
            random,
            HttpMethod.Post,
            $"{Root}/drafts",
            new { title = key, baseRevision = head["revision"]!.GetValue<long>(), files = new Dictionary<string, object> { ["app.yml"] = new { text = $"name: {value}\n" } } },
            key[..key.IndexOf('-', StringComparison.Ordinal)],
            key);
        return status == HttpStatusCode.Created ? $"{Root}/drafts/{draft!["id"]!.GetValue<string>()}" : null;
    }

    // The same request with the same key, of any replica, until one of them knows.
    private async Task<(HttpStatusCode Status, JsonNode? Body)> RepeatAsync(Random random, HttpMethod method, string path, object? body, string actor, string key)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(method, AddressOf(random, path));
                request.Headers.Add("Strata-Actor", actor);
                request.Headers.Add("Idempotency-Key", key);
                if (path.Contains("/drafts/", StringComparison.Ordinal))
                {
                    request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                }

                request.Content = body is null ? null : JsonContent.Create(body);
                using var response = await _http.SendAsync(request, ending);
                var text = await response.Content.ReadAsStringAsync(ending);
                Assert.True(response.StatusCode != HttpStatusCode.InternalServerError, text);
                if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    return (response.StatusCode, JsonNode.Parse(text));
                }
            }
            catch (Exception exception) when (IsOutage(exception))
            {
                // Nobody knows whether it is done.
            }

            await PauseAsync();
        }

        return default;
    }

    private Uri AddressOf(Random random, string path) => new(servers[random.Next(servers.Count)].Url, path);

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(Breath, ending);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
