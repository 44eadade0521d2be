using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Strata.Cli.Serving;

/// <summary>One run of a command that works on a space of a server, or on the server itself. What the server refuses is reported, and ends the run.</summary>
internal sealed class SpaceSession : IDisposable
{
    private readonly ServerConnection _connection;
    private readonly string? _actor;
    private readonly bool _isOfServer;

    private SpaceSession(Invocation invocation, SpaceAddress address, string? actor, bool isOfServer)
    {
        _isOfServer = isOfServer;
        Invocation = invocation;
        Address = address;
        _actor = actor;
        _connection = SpaceReading.Connect(address);
    }

    /// <summary>The run.</summary>
    public Invocation Invocation { get; }

    /// <summary>The space.</summary>
    public SpaceAddress Address { get; }

    /// <summary>Has a command take the options of such runs, and do something.</summary>
    /// <param name="command">The command.</param>
    /// <param name="host">What the command has of the world.</param>
    /// <param name="run">What it does, with the output format; gives the exit code.</param>
    /// <returns>The command.</returns>
    public static Command Define(Command command, CommandHost host, Func<SpaceSession, ParseResult, string, int> run) => Define(command, host, run, isOfServer: false);

    /// <summary>The same for a command that works on no space: paths are below the API.</summary>
    public static Command DefineForServer(Command command, CommandHost host, Func<SpaceSession, ParseResult, string, int> run) => Define(command, host, run, isOfServer: true);

    private static Command Define(Command command, CommandHost host, Func<SpaceSession, ParseResult, string, int> run, bool isOfServer)
    {
        var (options, server) = (new SharedOptions(), new ServerOptions());
        options.AddTo(command, SharedOptions.ReportFormats);
        if (isOfServer)
        {
            server.AddToAsking(command);
        }
        else
        {
            server.AddToWriting(command);
        }

        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            var format = invocation.FormatName(SharedOptions.ReportFormats);
            using var session = new SpaceSession(invocation, server.WritingOf(host, parsed), isOfServer ? null : server.ActorOf(host, parsed), isOfServer);
            return run(session, parsed, format);
        });
        return command;
    }

    /// <summary>Begins one with the server that was named.</summary>
    /// <exception cref="UsageException">None was.</exception>
    public static SpaceSession Open(Invocation invocation, ServerOptions server, CommandHost host, ParseResult parsed) =>
        new(invocation, server.WritingOf(host, parsed), server.ActorOf(host, parsed), isOfServer: false);

    /// <summary>Asks for something.</summary>
    /// <param name="path">Its path below the space; empty for the space itself.</param>
    public ServerAnswer Get(string path) => Get(Of(path));

    /// <inheritdoc cref="Get(string)"/>
    public ServerAnswer Get(Uri address) => Invocation.Ask(() => _connection.Get(address));

    /// <summary>Has something done, once however often it must be sent.</summary>
    public ServerAnswer Send(HttpMethod method, string path, Action<Utf8JsonWriter>? body = null, string? ifMatch = null) =>
        Send(method, Of(path), body, ifMatch);

    /// <inheritdoc cref="Send(HttpMethod, string, Action{Utf8JsonWriter}?, string?)"/>
    public ServerAnswer Send(HttpMethod method, Uri address, Action<Utf8JsonWriter>? body = null, string? ifMatch = null) =>
        Send(ServerRequest.Write(method, address, ServerRequest.Json(body ?? (static _ => { }))) with { IfMatch = ifMatch });

    /// <summary>The same, for whoever can do something about a refusal.</summary>
    /// <exception cref="ServerProblemException">Nobody answers.</exception>
    public ServerAnswer Try(ServerRequest request) => Invocation.Ask(() => _connection.Try(request with { Actor = _actor }));

    /// <summary>Writes what the server answered, where it is not for people.</summary>
    public int Write(string format, ServerAnswer answer, string text)
    {
        // What was told on the way stands before the result, where both go to one place.
        Invocation.Host.Error.Flush();
        if (format != "text")
        {
            return Invocation.Write(format, JsonTree.Of(answer.Body), default);
        }

        Invocation.WriteText(text);
        return ExitCode.Done;
    }

    /// <summary>The pages of a list, one after the other.</summary>
    /// <param name="path">Its path below the space, with what it is narrowed by.</param>
    /// <param name="most">The most items; null for all.</param>
    public IReadOnlyList<JsonElement> List(string path, int? most)
    {
        const int Page = 200;
        var items = new List<JsonElement>();
        string? next = null;
        do
        {
            var limit = Math.Min(Page, (most ?? int.MaxValue) - items.Count);
            var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            var answer = Get(string.Create(CultureInfo.InvariantCulture, $"{path}{separator}limit={limit}{(next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}")}"));
            var count = items.Count;
            items.AddRange(Invocation.Ask(() => answer.List("items").ToList()));
            next = items.Count > count ? ServerAnswer.TextOf(answer.Body, "next") : null;
        }
        while (next is not null && items.Count < (most ?? int.MaxValue));
        return items;
    }

    public void Dispose() => _connection.Dispose();

    private Uri Of(string path) => _isOfServer ? Address.OfServer(path) : Address.Of(path);

    private ServerAnswer Send(ServerRequest request) => Invocation.Ask(() => _connection.Send(request with { Actor = _actor }));
}
