using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Editing;
using Strata.Extensions.Logging;
using Strata.Server.Logging;

namespace Strata.Server.Reporting;

/// <summary>What is written down of a server when it has started, for a report of a fault: where it listens, and how it was started, without secrets.</summary>
internal static class StartedServer
{
    private const string FileName = "started.json";

    /// <summary>The version of the program.</summary>
    public static string Version { get; } = typeof(StartedServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>Where it stands.</summary>
    /// <param name="data">The data directory.</param>
    public static string FileOf(string data) => Path.Combine(data, ServerLog.Directory, FileName);

    /// <summary>Writes it down. A server serves without.</summary>
    public static void Write(ServerSettings settings, IEnumerable<string> urls, DateTimeOffset now)
    {
        try
        {
            AtomicFile.Write(FileOf(settings.LogDirectory), Encoding.UTF8.GetBytes(Describe(settings, urls, now).ToJsonString(BundleFiles.Json)));
        }
        catch (IOException)
        {
            // The log is in the same directory, and says what is wrong with it.
        }
    }

    private static JsonObject Describe(ServerSettings settings, IEnumerable<string> urls, DateTimeOffset now) => new()
    {
        ["startedAt"] = now,
        ["process"] = Environment.ProcessId,
        ["version"] = Version,
        ["urls"] = Texts(urls),
        ["settings"] = new JsonObject
        {
            ["listen"] = Texts(settings.Listen.Select(static url => url.ToString())),
            ["publicUrl"] = settings.PublicUrl?.ToString(),
            ["certificate"] = settings.Edge.Certificate,
            ["clientAuthorities"] = settings.Edge.ClientAuthorities,
            ["proxies"] = Texts(settings.Edge.Proxies.Select(static proxy => proxy.ToString())),
            ["hosts"] = Texts(settings.Edge.Hosts),
            ["origins"] = Texts(settings.Edge.Origins),
            ["requestsPerSecond"] = settings.Edge.RequestsPerSecond,
            ["store"] = MaskedEvent.TextOf(settings.Store),
            ["redis"] = settings.Redis is { } redis ? MaskedRedis(redis) : null,
            ["asksWhoCalls"] = settings.AsksWhoCalls,
            ["provider"] = settings.Provider?.Issuer,
            ["data"] = settings.LogDirectory,
            ["import"] = settings.Import,
            ["keyFiles"] = Texts(settings.KeyFiles),
            ["sources"] = Texts(settings.Sources),
            ["environment"] = settings.Environment,
            ["logging"] = settings.LoggingType,
            ["loggingConfig"] = settings.LoggingFile,
            ["pollSeconds"] = settings.PollInterval.TotalSeconds,
            ["heartbeatSeconds"] = settings.HeartbeatInterval.TotalSeconds,
            ["writeTimeoutSeconds"] = settings.WriteTimeout.TotalSeconds,
            ["requestTimeoutSeconds"] = settings.RequestTimeout.TotalSeconds,
            ["mostWatchers"] = settings.MostWatchers,
        },
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)MaskedEvent.TextOf(text))]);

    // host:port,password=... has no sign before its first name that it is a list of settings.
    private static string MaskedRedis(string text) => string.Join(',', text.Split(',').Select(static part => MaskedEvent.TextOf(part)));
}
