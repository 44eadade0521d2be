using System.CommandLine;
using System.Text.Json;
using Strata.Cli.Serving;
using Strata.Explanations;
using Strata.Output;

namespace Strata.Cli.Commands;

/// <summary><c>strata client list|create|delete</c>: the programs that sign in to a server, or that people sign in with.</summary>
internal static class ClientCommand
{
    private const string Clients = "identity/clients";

    public static Command Create(CommandHost host) => new(CommandTree.ClientName, "Administer the clients of a server that keeps them itself")
    {
        SpaceSession.DefineForServer(new Command("list", "List the clients"), host, static (session, _, format) => List(session, format)),
        CreateMaking(host),
        CreateDeleting(host),
    };

    private static Command CreateMaking(CommandHost host)
    {
        var id = new Argument<string>("ID") { Description = "What it is called" };
        var kind = new Option<string?>("--kind") { HelpName = "KIND", Description = "service, with a secret of its own; web, with one too, for people to sign in to; native, on people's machines (default: service)" };
        var name = new Option<string?>("--display-name") { HelpName = "TEXT", Description = "What people are shown (default: the ID)" };
        var uris = new Option<string[]>("--redirect-uri") { HelpName = "URL", Description = "Where people come back to; repeatable", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [] };
        return SpaceSession.DefineForServer(new Command("create", "Make a client, and print its secret") { id, kind, name, uris }, host, (session, parsed, format) =>
        {
            var answer = session.Send(HttpMethod.Post, Clients, json =>
            {
                json.WriteString("id", parsed.GetRequiredValue(id));
                json.WriteString("kind", parsed.GetValue(kind) ?? "service");
                if (parsed.GetValue(name) is { } shown)
                {
                    json.WriteString("displayName", shown);
                }

                json.WriteStartArray("redirectUris");
                foreach (var uri in parsed.GetValue(uris) ?? [])
                {
                    json.WriteStringValue(uri);
                }

                json.WriteEndArray();
            });
            return session.Write(format, answer, ServerAnswer.TextOf(answer.Body, "secret") is { } secret ? $"{secret}\n" : "");
        });
    }

    private static Command CreateDeleting(CommandHost host)
    {
        var id = new Argument<string>("ID") { Description = "What it is called" };
        return SpaceSession.DefineForServer(new Command("delete", "Remove a client, and end its tokens") { id }, host, (session, parsed, _) =>
        {
            session.Send(HttpMethod.Delete, $"{Clients}/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}");
            session.Invocation.Note("the client is removed");
            return ExitCode.Done;
        });
    }

    private static int List(SpaceSession session, string format)
    {
        var clients = session.List(Clients, most: null);
        if (format != "text")
        {
            return session.Invocation.Write(format, ListShape.Of(clients.Select(JsonTree.Of)), default);
        }

        var table = new TextTable();
        foreach (var client in clients)
        {
            var uris = ServerAnswer.Find(client, "redirectUris", JsonValueKind.Array).EnumerateArray().Select(static uri => uri.GetString());
            table.Add(ServerAnswer.TextOf(client, "id") ?? "", ServerAnswer.TextOf(client, "kind") ?? "", ServerAnswer.TextOf(client, "displayName") ?? "", string.Join(' ', uris));
        }

        session.Invocation.WriteText(table.ToString());
        return ExitCode.Done;
    }
}
