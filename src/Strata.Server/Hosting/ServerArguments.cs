using System.CommandLine;
using System.Globalization;
using Strata.Server.Edge;
using Strata.Server.Identity;
using Strata.Server.Logging;
using Strata.Server.Observing;

namespace Strata.Server.Hosting;

/// <summary>The options of the server's commands, and what they say together.</summary>
internal sealed class ServerArguments
{
    /// <summary>Who can reach it.</summary>
    public EdgeArguments Edge { get; } = new();

    /// <summary>What it tells of itself.</summary>
    public ObservingArguments Observing { get; } = new();

    public Option<string?> Store { get; } = new("--store") { HelpName = "STORE", Description = "\"Host=...;...\" for PostgreSQL, or a file of SQLite (default: $STRATA_STORE, else strata.db in the data directory)" };

    public Option<string?> StoreWait { get; } = new("--store-wait") { HelpName = "SECONDS", Description = "How long the store is waited for at the start (default: not at all)" };

    public Option<string?> Redis { get; } = new("--redis") { HelpName = "HOSTS", Description = "Redis that the replicas share: host:port,password=... (default: $STRATA_REDIS, else none)" };

    public Option<string?> Data { get; } = new("--data") { HelpName = "DIR", Description = "Where this process writes (default: $STRATA_DATA, else .strata in the working directory)" };

    public Option<string?> Import { get; } = new("--import") { HelpName = "DIR", Description = "Overrides for the space default, where nothing was published to it (default: overrides)" };

    public Option<bool> NoImport { get; } = new("--no-import") { Description = "Import nothing" };

    public Option<string[]> KeyFiles { get; } = new("--key-file") { HelpName = "FILE", Description = "A file with keys that open encrypted overrides; repeatable" };

    public Option<string[]> Sources { get; } = new("--allow-source") { HelpName = "PREFIX", Description = "What the locations begin with that spaces may be imported from and exported to; repeatable (default: none)" };

    public Option<string?> PublicUrl { get; } = new("--public-url") { HelpName = "URL", Description = "The address that people and programs reach the server by, which its tokens name (default: the first --listen)" };

    public ProviderArguments Provider { get; } = new();

    public Option<string?> PollInterval { get; } = new("--poll-interval") { HelpName = "SECONDS", Description = "How often the store is looked at for heads whose announcements were lost (default: 2)" };

    public Option<string?> Heartbeat { get; } = new("--heartbeat") { HelpName = "SECONDS", Description = "How often a watcher to whom nothing happens is written to (default: 15)" };

    public Option<string?> WriteTimeout { get; } = new("--write-timeout") { HelpName = "SECONDS", Description = "How long a watcher may leave an event unread (default: 10)" };

    public Option<string?> RequestTimeout { get; } = new("--request-timeout") { HelpName = "SECONDS", Description = "How long a request may take that is no watch (default: 30)" };

    public Option<string?> MostWatchers { get; } = new("--max-watchers") { HelpName = "N", Description = "How many watchers there may be at once (default: 100000)" };

    public LoggingArguments Logging { get; } = new();

    /// <summary>All that a server is started with.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in Edge.All.Concat([Store, StoreWait, Redis, Data, Import, NoImport, KeyFiles, Sources, PublicUrl, .. Provider.All, PollInterval, Heartbeat, WriteTimeout, RequestTimeout, MostWatchers, .. Observing.All, .. Logging.All]))
        {
            command.Add(option);
        }
    }

    /// <summary>What was said.</summary>
    /// <exception cref="SettingException">Something of it makes no sense.</exception>
    public ServerSettings Read(ParseResult parsed, Func<string, string?> variable)
    {
        var data = DataOf(parsed, variable);
        var import = Given(parsed, Import);
        var defaults = new ServerSettings { Listen = [], Store = "", DataDirectory = "" };
        var (listen, edge) = Edge.Read(parsed, variable);
        var logging = Logging.Read(parsed);
        var publicUrl = Given(parsed, PublicUrl) is { } url ? PublicAddressOf(url) : null;
        return new ServerSettings
        {
            Listen = listen,
            // What it is known by it may be called.
            Edge = publicUrl is null ? edge : edge with { Hosts = [.. edge.Hosts, publicUrl.Host] },
            Observing = Observing.Read(parsed, variable),
            Store = StoreFor(parsed, variable),
            StoreWait = Seconds(parsed, StoreWait) ?? defaults.StoreWait,
            Redis = Given(parsed, Redis) ?? variable("STRATA_REDIS"),
            DataDirectory = data,
            Import = parsed.GetValue(NoImport) ? null : import ?? (Directory.Exists("overrides") ? "overrides" : null),
            KeyFiles = parsed.GetValue(KeyFiles) ?? [],
            Sources = parsed.GetValue(Sources) ?? [],
            PublicUrl = publicUrl,
            Provider = Provider.Read(parsed),
            PollInterval = Seconds(parsed, PollInterval) ?? defaults.PollInterval,
            HeartbeatInterval = Seconds(parsed, Heartbeat) ?? defaults.HeartbeatInterval,
            WriteTimeout = Seconds(parsed, WriteTimeout) ?? defaults.WriteTimeout,
            RequestTimeout = Seconds(parsed, RequestTimeout) ?? defaults.RequestTimeout,
            MostWatchers = Number(parsed, MostWatchers) ?? defaults.MostWatchers,
            LoggingType = logging.Type,
            LoggingFile = logging.File,
            LogDirectory = data,
            Environment = variable("ENVIRONMENT") is { Length: > 0 } environment ? environment : defaults.Environment,
        };
    }

    /// <summary>The store that is named; null where none is.</summary>
    public string? StoreOf(ParseResult parsed, Func<string, string?> variable) => Given(parsed, Store) ?? (variable("STRATA_STORE") is { Length: > 0 } store ? store : null);

    /// <summary>The store that is named, or the one that a server without an option has.</summary>
    public string StoreFor(ParseResult parsed, Func<string, string?> variable) => StoreOf(parsed, variable) ?? Path.Combine(DataOf(parsed, variable), "strata.db");

    /// <summary>The data directory.</summary>
    public string DataOf(ParseResult parsed, Func<string, string?> variable) => Path.GetFullPath(Given(parsed, Data) ?? variable("STRATA_DATA") ?? ".strata");

    private static Uri PublicAddressOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" } && ExternalKeys.IsTrustworthy(address)
        ? address
        : throw new SettingException($"--public-url \"{text}\" is no address that tokens may be sent to", "write https://HOST; http is for the loopback address only");

    /// <summary>What an option says; null where it is absent.</summary>
    /// <exception cref="SettingException">It is empty.</exception>
    public static string? Given(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        "" => throw new SettingException($"{option.Name} is empty", $"write {option.Name} {option.HelpName}"),
        var text => text,
    };

    private static TimeSpan? Seconds(ParseResult parsed, Option<string?> option) => Given(parsed, option) is not { } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.05 and <= 86_400 ? TimeSpan.FromSeconds(seconds)
        : throw new SettingException($"{option.Name} \"{text}\" is no number of seconds", $"write {option.Name} 2");

    private static int? Number(ParseResult parsed, Option<string?> option) => Given(parsed, option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new SettingException($"{option.Name} \"{text}\" is no number", $"write {option.Name} 1000");
}

/// <summary>The server cannot be started so.</summary>
internal sealed class SettingException(string message, string hint, Diagnostics.DiagnosticCode? code = null) : Exception(message)
{
    public string Hint { get; } = hint;

    public Diagnostics.DiagnosticCode Code { get; } = code ?? Diagnostics.DiagnosticCode.BadServerSetting;
}
