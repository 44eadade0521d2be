using System.CommandLine;
using System.Text.Json;
using Strata.Cli.Serving;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Output;

namespace Strata.Cli.Commands;

/// <summary><c>strata user list|create|disable|enable|reset-password|reset-factor</c>: the people whom a server knows.</summary>
internal static class UserCommand
{
    private const string Users = "identity/users";

    public static Command Create(CommandHost host) => new(CommandTree.UserName, "Administer the users of a server that keeps them itself")
    {
        SpaceSession.DefineForServer(new Command("list", "List the users"), host, static (session, _, format) => List(session, format)),
        Define(host, "create", "Make a user, and print a password that must be changed", static (session, format, name) => Secret(session, format, session.Send(HttpMethod.Post, Users, json => json.WriteString("name", name)))),
        Define(host, "disable", "Let a user in no more, at once", static (session, format, name) => Done(session, format, name, "disable", "disabled")),
        Define(host, "enable", "Let a user in again", static (session, format, name) => Done(session, format, name, "enable", "enabled")),
        Define(host, "reset-password", "Give a user another password, print it, and end a lock-out", static (session, format, name) => Secret(session, format, Send(session, name, "reset-password"))),
        Define(host, "reset-factor", "Take a user's authenticator and recovery codes away", static (session, format, name) => Done(session, format, name, "reset-factor", "without a second factor")),
    };

    private static Command Define(CommandHost host, string name, string description, Func<SpaceSession, string, string, int> run)
    {
        var user = new Argument<string>("NAME") { Description = "The user's name" };
        return SpaceSession.DefineForServer(new Command(name, description) { user }, host, (session, parsed, format) => run(session, format, parsed.GetRequiredValue(user)));
    }

    private static int List(SpaceSession session, string format)
    {
        var users = session.List(Users, most: null);
        if (format != "text")
        {
            return session.Invocation.Write(format, ListShape.Of(users.Select(JsonTree.Of)), default);
        }

        var table = new TextTable();
        foreach (var user in users)
        {
            table.Add(ServerAnswer.TextOf(user, "name") ?? "", ServerAnswer.TextOf(user, "createdAt") ?? "", Is(user, "hasSecondFactor") ? "second factor" : "", Is(user, "isDisabled") ? "disabled" : Is(user, "isLocked") ? "locked" : "");
        }

        session.Invocation.WriteText(table.ToString());
        return ExitCode.Done;
    }

    private static ServerAnswer Send(SpaceSession session, string name, string action) => session.Send(HttpMethod.Post, $"{Users}/{Uri.EscapeDataString(name)}/{action}");

    private static int Done(SpaceSession session, string format, string name, string action, string outcome)
    {
        var answer = Send(session, name, action);
        return session.Write(format, answer, $"{TerminalText.Harmless(answer.Text("name"))} is {outcome}\n");
    }

    // Only the secret goes to the output, so that a script can take it.
    private static int Secret(SpaceSession session, string format, ServerAnswer answer) => session.Write(format, answer, session.Invocation.Ask(() => $"{answer.Text("password")}\n"));

    private static bool Is(JsonElement user, string member) => user.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;
}
