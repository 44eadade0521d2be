using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Strata.Cli.Serving;
using Strata.Explanations;
using Strata.Output;

namespace Strata.Cli.Commands;

/// <summary><c>strata token list|create|revoke</c>: tokens for programs.</summary>
internal static class TokenCommand
{
    private const string Tokens = "identity/tokens";
    private const int UsualDays = 90;

    public static Command Create(CommandHost host) => new(CommandTree.TokenName, "Make tokens for programs, list them, revoke them")
    {
        CreateListing(host),
        CreateMaking(host),
        CreateRevoking(host),
    };

    private static Command CreateListing(CommandHost host)
    {
        var all = new Option<bool>("--all") { Description = "Everybody's, for administrators" };
        return SpaceSession.DefineForServer(new Command("list", "List one's tokens") { all }, host, (session, parsed, format) =>
        {
            var tokens = session.List(parsed.GetValue(all) ? $"{Tokens}?all=true" : Tokens, most: null);
            if (format != "text")
            {
                return session.Invocation.Write(format, ListShape.Of(tokens.Select(JsonTree.Of)), default);
            }

            var table = new TextTable();
            foreach (var token in tokens)
            {
                var scopes = ServerAnswer.Find(token, "scopes", JsonValueKind.Array).EnumerateArray().Select(static scope => scope.GetString());
                table.Add(
                    ServerAnswer.TextOf(token, "id") ?? "",
                    ServerAnswer.TextOf(token, "owner") ?? "",
                    (ServerAnswer.TextOf(token, "name") ?? "").ReplaceLineEndings(" "),
                    ServerAnswer.TextOf(token, "revokedAt") is { } revoked ? $"revoked {revoked}" : $"until {ServerAnswer.TextOf(token, "expiresAt")}",
                    ServerAnswer.TextOf(token, "usedAt") is { } used ? $"used {used}" : "never used",
                    string.Join(' ', scopes));
            }

            session.Invocation.WriteText(table.ToString());
            return ExitCode.Done;
        });
    }

    private static Command CreateMaking(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "What it is for" };
        var days = new Option<string?>("--days") { HelpName = "N", Description = "How many days it holds, at most 365 (default: 90)" };
        var scopes = new Option<string[]>("--scope") { HelpName = "SCOPE", Description = "What it is limited to: a verb, or VERB:SPACE; repeatable (default: all that its owner may)", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false, DefaultValueFactory = static _ => [] };
        return SpaceSession.DefineForServer(new Command("create", "Make a token, and print it") { name, days, scopes }, host, (session, parsed, format) =>
        {
            var answer = session.Send(HttpMethod.Post, Tokens, json =>
            {
                json.WriteString("name", parsed.GetRequiredValue(name));
                json.WriteNumber("days", DaysOf(parsed.GetValue(days)));
                json.WriteStartArray("scopes");
                foreach (var scope in parsed.GetValue(scopes) ?? [])
                {
                    json.WriteStringValue(scope);
                }

                json.WriteEndArray();
            });
            return session.Write(format, answer, session.Invocation.Ask(() => $"{answer.Text("token")}\n"));
        });
    }

    private static Command CreateRevoking(CommandHost host)
    {
        var id = new Argument<string>("ID") { Description = "The id of the token: strata token list shows it" };
        var all = new Option<bool>("--all") { Description = "Anybody's, for administrators" };
        return SpaceSession.DefineForServer(new Command("revoke", "Revoke a token") { id, all }, host, (session, parsed, _) =>
        {
            session.Send(HttpMethod.Delete, $"{Tokens}/{Uri.EscapeDataString(parsed.GetRequiredValue(id))}{(parsed.GetValue(all) ? "?all=true" : "")}");
            session.Invocation.Note("the token is revoked");
            return ExitCode.Done;
        });
    }

    private static int DaysOf(string? text) => text is null ? UsualDays
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 365 ? days
        : throw new UsageException($"--days \"{text}\" is no number of days", "write 1 to 365");
}
