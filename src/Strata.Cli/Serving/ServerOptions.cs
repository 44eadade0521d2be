using System.CommandLine;
using System.Globalization;

namespace Strata.Cli.Serving;

/// <summary>The options of commands that ask a server.</summary>
internal sealed class ServerOptions
{
    private const string ServerVariable = "STRATA_SERVER";
    private const string SpaceVariable = "STRATA_SPACE";
    private const string ActorVariable = "STRATA_ACTOR";
    private const string ReasonVariable = "STRATA_REASON";
    private const int LeastReason = 3;
    private const int MostReason = 500;

    private readonly Option<string?> _server = Text("--server", "URL", "Read from, or write to, this server (default: $STRATA_SERVER)");

    private readonly Option<string?> _space = Text("--space", "NAME", "The server's space (default: $STRATA_SPACE, else default)");

    private readonly Option<string?> _revision = Text("--revision", "N", "Read this revision of the space (default: its newest)");

    private readonly Option<string?> _tokenFile = Text("--token-file", "FILE", "Show the server the token in this file (default: $STRATA_TOKEN, else what strata login got)");

    private readonly Option<string?> _actor = Text("--as", "NAME", "Who writes, for the server's history (default: $STRATA_ACTOR)");

    private readonly Option<string?> _reason = Text("--reason", "TEXT", "Why secrets are to be seen, where the server asks for it (default: $STRATA_REASON)");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_server, _space, _revision, _tokenFile, _actor, _reason];

    /// <summary>Gives a command those that reading takes.</summary>
    public void AddToReading(Command command)
    {
        command.Add(_server);
        command.Add(_space);
        command.Add(_revision);
        command.Add(_reason);
        command.Add(_tokenFile);
    }

    /// <summary>Gives a command those that writing takes.</summary>
    public void AddToWriting(Command command)
    {
        command.Add(_server);
        command.Add(_space);
        command.Add(_tokenFile);
        command.Add(_actor);
    }

    /// <summary>Gives a command those that asking a server takes, of no space.</summary>
    public void AddToAsking(Command command)
    {
        command.Add(_server);
        command.Add(_tokenFile);
    }

    /// <summary>Gives a command the one that says which server.</summary>
    public void AddTo(Command command) => command.Add(_server);

    /// <summary>What a reading command reads in place of a directory; null where it reads a directory.</summary>
    /// <param name="host">What the command has of the world.</param>
    /// <param name="parsed">What was typed.</param>
    /// <param name="local">What was typed that says which files of this machine are read; null for nothing.</param>
    /// <exception cref="UsageException">Both are meant, or one of the options makes no sense.</exception>
    public (SpaceAddress Address, long? Revision)? ReadingOf(CommandHost host, ParseResult parsed, string? local)
    {
        var typed = parsed.GetValue(_server);
        if (typed is not null && local is not null)
        {
            throw new UsageException($"--server and {local} say two places to read from", "write one of them");
        }

        if (typed is null && local is null && host.Variable(ServerVariable) is not null && host.Variable("STRATA_DIRECTORY") is not null)
        {
            throw new UsageException($"{ServerVariable} and STRATA_DIRECTORY say two places to read from", "write --server or --directory");
        }

        if ((typed ?? (local is null ? host.Variable(ServerVariable) : null)) is { } server)
        {
            return (AddressOf(host, parsed, server), RevisionOf(parsed));
        }

        return parsed.GetValue(_space) is null && parsed.GetValue(_revision) is null
            ? null
            : throw new UsageException("--space and --revision are of a server, and none is named", "write --server URL as well");
    }

    /// <summary>Whether a revision was named.</summary>
    public bool IsOfThePast(ParseResult parsed) => parsed.GetValue(_revision) is not null;

    /// <summary>The space that a command writes to, or asks about.</summary>
    /// <exception cref="UsageException">No server is named.</exception>
    public SpaceAddress WritingOf(CommandHost host, ParseResult parsed) =>
        AddressOf(host, parsed, parsed.GetValue(_server) ?? host.Variable(ServerVariable) ?? throw new UsageException("--server is missing", "write --server http://127.0.0.1:8000; strata serve starts one there"));

    /// <summary>The space that was typed; null where none was.</summary>
    public string? SpaceOf(ParseResult parsed) => parsed.GetValue(_space);

    /// <summary>Who writes; null where the server is not told.</summary>
    /// <exception cref="UsageException">It is no name.</exception>
    public string? ActorOf(CommandHost host, ParseResult parsed)
    {
        var actor = parsed.GetValue(_actor) ?? host.Variable(ActorVariable);
        return actor is null || (actor.Trim().Length > 0 && actor.Length <= 200 && !actor.Any(static character => character is < ' ' or > '~'))
            ? actor
            : throw new UsageException("--as names nobody", "write a name or an address in ASCII, of at most 200 characters");
    }

    private SpaceAddress AddressOf(CommandHost host, ParseResult parsed, string server)
    {
        var address = SpaceAddress.Read(server, parsed.GetValue(_space) ?? host.Variable(SpaceVariable));
        return address with { Reason = ReasonOf(host, parsed), Credential = ServerCredential.Of(host, parsed.GetValue(_tokenFile), address.Server) };
    }

    private string? ReasonOf(CommandHost host, ParseResult parsed)
    {
        var reason = parsed.GetValue(_reason) ?? host.Variable(ReasonVariable);
        return reason is null || (reason.Trim().Length >= LeastReason && reason.Length <= MostReason && !reason.Any(char.IsControl))
            ? reason
            : throw new UsageException("--reason says nothing", $"say why, in one line of {LeastReason} to {MostReason} characters");
    }

    private long? RevisionOf(ParseResult parsed) => parsed.GetValue(_revision) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision
        : throw new UsageException($"--revision \"{text}\" is no number of a revision", "strata history lists them");

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
