using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Server processes that share a store, and what tests of them have in common.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Replicas : IDisposable
{
    // Soon enough for tests, and as long as any would have it in proportion.
    private static readonly string[] Quick = ["--poll-interval", "0.3", "--heartbeat", "1"];

    private readonly ServerProcess[] _servers;

    private Replicas(ServerProcess[] servers) => _servers = servers;

    public ServerProcess A => _servers[0];

    public ServerProcess B => _servers[1];

    public IReadOnlyList<ServerProcess> All => _servers;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts two over a store, all at once.</summary>
    public static Replicas Start(string store, params string[] arguments)
    {
        var servers = Enumerable.Range(0, 2).Select(_ => ServerProcess.Of([], ["--store", store, .. Quick, .. arguments])).ToArray();
        var replicas = new Replicas(servers);
        try
        {
            Parallel.ForEach(servers, static server => server.StartAgain());
            return replicas;
        }
        catch
        {
            replicas.Dispose();
            throw;
        }
    }

    /// <summary>How to connect to servers of which one takes writes, and to give up soon.</summary>
    public static string ConnectionOf(string database, params PostgreSqlServer[] servers) => new NpgsqlConnectionStringBuilder
    {
        Host = string.Join(',', servers.Select(static server => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}"))),
        Database = database,
        Username = "postgres",
        Password = PostgreSqlServer.Password,
        Timeout = 5,
        CommandTimeout = 4,
        MaxPoolSize = 30,
    }.ToString();

    /// <summary>Makes a space on the first.</summary>
    public async Task MakeSpaceAsync(string space, long approvals = 0) =>
        (await A.SendAsync(HttpMethod.Put, $"/api/v1/spaces/{space}", new { requiredApprovals = approvals })).Success();

    /// <summary>Publishes a value, with a key that repeats can have too.</summary>
    public static Task<ServerAnswer> PublishAsync(ServerProcess server, string space, string value, string key, string message = "") => server.SendAsync(
        HttpMethod.Post,
        $"/api/v1/spaces/{space}/revisions",
        new { files = new Dictionary<string, object> { ["app.yml"] = new { text = $"name: {value}\n" } }, message },
        ("Idempotency-Key", key));

    /// <summary>Reads the value that a server serves.</summary>
    public static async Task<string> ReadAsync(ServerProcess server, string space, string query = "") =>
        (await server.GetAsync($"/api/v1/spaces/{space}/configurations/app?{query}")).Success()["name"]!.GetValue<string>();

    /// <summary>Waits until all serve a revision and a value.</summary>
    public async Task ConvergeAsync(string space, long revision, string value)
    {
        foreach (var server in _servers)
        {
            await Eventually.HoldsAsync(async () => await HeadAsync(server, space) == revision && await ReadAsync(server, space) == value);
        }
    }

    /// <summary>The head that a process serves; -1 where it does not say.</summary>
    public static async Task<long> HeadAsync(ServerProcess server, string space) => (await server.GetAsync($"/api/v1/spaces/{space}/head")).Json?["revision"]?.GetValue<long>() ?? -1;

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }
    }
}
