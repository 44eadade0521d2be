using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Strata.Server.Hosting;
using Strata.Server.Logging;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Reporting;

/// <summary>
/// Collects what a report of a fault needs. A part that cannot be had says why in its place: most reports are written when something does not work.
/// </summary>
/// <param name="data">The data directory.</param>
/// <param name="storeText">The store.</param>
/// <param name="server">The server's address; null for the one that it wrote down.</param>
/// <param name="time">The clock.</param>
internal sealed class DebugBundle(string data, string storeText, Uri? server, TimeProvider time)
{
    private const int MostListed = 500;
    private const int MostSpaces = 50;
    private const int MostMetrics = 8 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly BundleFiles _files = new();

    /// <summary>Collects it.</summary>
    public async Task<BundleFiles> CollectAsync(CancellationToken cancellationToken)
    {
        var started = ReadStarted();
        _files.Add("about.json", About());
        _files.Add("settings.json", started ?? Problem($"no server has started with the data directory {data}"));
        AddLogs();
        await AddAnswersAsync(server ?? AddressOf(started), cancellationToken).ConfigureAwait(false);
        await AddStoreAsync(cancellationToken).ConfigureAwait(false);
        return _files;
    }

    private JsonObject About() => new()
    {
        ["madeAt"] = time.GetUtcNow(),
        ["version"] = StartedServer.Version,
        ["runtime"] = RuntimeInformation.FrameworkDescription,
        ["system"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["processors"] = Environment.ProcessorCount,
        ["memoryBytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        ["dataFiles"] = new JsonArray([.. FilesOf(data).Select(static file => (JsonNode)file)]),
    };

    private static IEnumerable<string> FilesOf(string directory) => Directory.Exists(directory)
        ? new DirectoryInfo(directory).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true })
            .Take(MostListed)
            .Select(file => FormattableString.Invariant($"{Path.GetRelativePath(directory, file.FullName)} {file.Length}"))
            .Order(StringComparer.Ordinal)
        : [];

    private JsonNode? ReadStarted()
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(StartedServer.FileOf(data)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static Uri? AddressOf(JsonNode? started) =>
        started?["urls"] is JsonArray { Count: > 0 } urls && Uri.TryCreate((string?)urls[0], UriKind.Absolute, out var url) ? url : null;

    private void AddLogs()
    {
        var directory = Path.Combine(data, ServerLog.Directory);
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(directory, ServerLog.RecentPattern))
        {
            try
            {
                // A server that runs is writing it.
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream);
                _files.Add($"logs/{Path.GetFileName(file)}", reader.ReadToEnd());
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _files.Add($"logs/{Path.GetFileName(file)}", exception.Message);
            }
        }
    }

    private async Task AddAnswersAsync(Uri? address, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            _files.Add("health.json", Problem("where the server listens is not known: name it with --server"));
            return;
        }

        // It may listen on every address of the machine.
        var local = address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "localhost" }.Uri : address;
        using var client = new HttpClient { BaseAddress = local, Timeout = Patience, MaxResponseContentBufferSize = MostMetrics };
        var health = new JsonObject { ["server"] = local.ToString() };
        foreach (var probe in new[] { "live", "startup", "ready" })
        {
            var (status, text) = await AskAsync(client, $"/health/{probe}", cancellationToken).ConfigureAwait(false);
            health[probe] = new JsonObject { ["status"] = status, ["answer"] = text };
        }

        _files.Add("health.json", health);
        var (code, metrics) = await AskAsync(client, "/metrics", cancellationToken).ConfigureAwait(false);
        _files.Add("metrics.txt", code == 200 ? metrics : FormattableString.Invariant($"# no metrics: {code} {metrics}\n"));
    }

    private static async Task<(int Status, string Text)> AskAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken).ConfigureAwait(false);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (0, exception.Message);
        }
    }

    private async Task AddStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!storeText.Contains('=', StringComparison.Ordinal) && !File.Exists(storeText))
            {
                _files.Add("store.json", Problem($"there is no store {storeText}"));
                return;
            }

            var store = OpenedStore.Open(storeText, time);
            await using (store.ConfigureAwait(false))
            {
                var spaces = await store.Spaces.ListAsync("", MostSpaces + 1, cancellationToken).ConfigureAwait(false);
                _files.Add("store.json", new JsonObject
                {
                    ["kind"] = store.Database.IsShared ? "postgresql" : "sqlite",
                    ["epoch"] = await store.ReadEpochAsync(cancellationToken).ConfigureAwait(false),
                    ["spaces"] = new JsonArray([.. spaces.Take(MostSpaces).Select(static space => (JsonNode)new JsonObject { ["name"] = space.Name, ["head"] = space.Head, ["requiredApprovals"] = space.RequiredApprovals })]),
                    ["isWhole"] = spaces.Length <= MostSpaces,
                });
                var bundled = new BundledSpaces(_files, store, data);
                foreach (var space in spaces.Take(MostSpaces))
                {
                    await bundled.AddAsync(space.Name, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is StoreException or SettingException or RefusalException or IOException or System.Data.Common.DbException)
        {
            _files.Add("store.json", Problem(exception.Message));
        }
    }

    private static JsonObject Problem(string text) => new() { ["problem"] = text };
}
