using System.CommandLine;
using Strata.Cli.Serving;

namespace Strata.Cli.Commands;

/// <summary><c>strata server migrate|backup|restore|grant|init|reset-user|debug-bundle</c>: keeps the server's store in order, and reports what is wrong.</summary>
internal static class ServerCommand
{
    public static Command Create(CommandHost host) => new(CommandTree.ServerName, "Back up the server's store, restore it, bring its tables up to date, and give the first role in it")
    {
        ServerProgram.Command(host, "migrate", "Bring the store's tables up to date, as serve does when it begins", [ServerProgram.Store()]),
        ServerProgram.Command(host, "backup", "Write all that the store holds, as it is at one moment, into a file", [ServerProgram.Store()], File("Where to write; a file of this name is replaced when the new one is whole")),
        ServerProgram.Command(
            host,
            "restore",
            "Fill the store from a backup. Watchers of the store's life before are told that it is over",
            [ServerProgram.Store(), new Option<bool>("--replace") { Description = "Replace what the store holds" }],
            File("What backup wrote")),
        ServerProgram.Command(
            host,
            "grant",
            "Give somebody a role without limits, where nobody is there who could over HTTP",
            [ServerProgram.Text("--role", "ROLE", "The role (default: administrator)"), ServerProgram.Store()],
            new Argument<string>("SUBJECT") { Description = "user:NAME, client:NAME or group:NAME" }),
        ServerProgram.Command(
            host,
            "init",
            "Make the store's first administrator: from then on servers on it ask who calls",
            [ServerProgram.Store(), ServerProgram.Text("--data", "DIR", "Where this process writes (default: $STRATA_DATA, else .strata in the working directory)"), ServerProgram.Text("--name", "NAME", "The first administrator (default: admin)")]),
        ServerProgram.Command(
            host,
            "reset-user",
            "Give a user another one-time password and take his authenticator away, where no administrator can",
            [ServerProgram.Store(), ServerProgram.Text("--data", "DIR", "Where this process writes (default: $STRATA_DATA, else .strata in the working directory)")],
            new Argument<string>("NAME") { Description = "The user" }),
        ServerProgram.Command(
            host,
            "debug-bundle",
            "Collect versions, settings, health, metrics, what is served and the last log lines for a report of a fault, with secrets masked",
            [
                ServerProgram.Text("--output", "FILE", "Where to write (default: strata-debug-TIME.tar.gz)"),
                ServerProgram.Text("--server", "URL", "The running server (default: the one that was last started with the data directory)"),
                ServerProgram.Store(),
                ServerProgram.Text("--data", "DIR", "Where this process writes (default: $STRATA_DATA, else .strata in the working directory)"),
            ]),
    };

    private static Argument<string> File(string description) => new("FILE") { Description = description };
}
