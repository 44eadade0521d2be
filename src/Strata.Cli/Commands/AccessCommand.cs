using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Strata.Cli.Serving;
using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Output;

namespace Strata.Cli.Commands;

/// <summary><c>strata access explain|list|grant|revoke|roles|role</c>: who may do what on a server, and why.</summary>
internal static class AccessCommand
{
    private static readonly string[] Kinds = ["user:", "client:", "group:"];

    public static Command Create(CommandHost host) => new(CommandTree.AccessName, "Tell who may do what on a server, and why, and change it")
    {
        Explain(host),
        List(host),
        Grant(host),
        Revoke(host),
        Roles(host),
        Role(host),
    };

    private static Command Explain(CommandHost host)
    {
        var (subject, verb) = (Subject(), new Argument<string>("VERB") { Description = "What: view, view-secrets, edit, approve, publish, rollback or manage" });
        var path = Text("--path", "PATH", "The value (default: any)");
        var groups = new Option<string[]>("--group") { HelpName = "NAME", Description = "A group that the user is in; repeatable", DefaultValueFactory = static _ => [] };
        var command = new Command("explain", "Say which grant lets somebody do something in a space, or of each why it does not") { subject, verb, path, groups };
        return SpaceSession.Define(command, host, (session, parsed, format) =>
        {
            var chosen = session.Invocation.Chosen;
            var query = new StringBuilder($"access/explain?subject={Uri.EscapeDataString(SubjectOf(parsed, subject))}&verb={Uri.EscapeDataString(parsed.GetRequiredValue(verb))}&space={session.Address.Space}");
            foreach (var (name, value) in parsed.GetRequiredValue(groups).Select(static group => ("group", (string?)group)).Concat([("environment", chosen.Environment), ("tenant", chosen.Tenant), ("path", parsed.GetValue(path))]))
            {
                query.Append(value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}");
            }

            var answer = session.Get(session.Address.OfServer(query.ToString()));
            var isAllowed = session.Invocation.Ask(() => ServerAnswer.TextOf(answer.Body, "verb") is not null && answer.Body.TryGetProperty("allowed", out var allowed) && allowed.ValueKind == JsonValueKind.True);
            session.Write(format, answer, session.Invocation.Ask(() => TextOf(answer, isAllowed)));
            return isAllowed ? ExitCode.Done : ExitCode.Forbidden;
        });
    }

    private static Command List(CommandHost host)
    {
        var subject = Text("--subject", "SUBJECT", "Only what this one has: user:NAME, client:NAME, group:NAME or everyone (default: all)");
        return SpaceSession.Define(new Command("list", "List who has which role where") { subject }, host, (session, parsed, format) =>
        {
            var query = parsed.GetValue(subject) is { } named ? $"?subject={Uri.EscapeDataString(Whole(named))}" : "";
            return Write(session, format, session.Get(session.Address.OfServer($"access/grants{query}")), static (table, grant) => table.Add(
                Shown(grant, "id"), Shown(grant, "subject"), Shown(grant, "role"), $"space {Shown(grant, "space")}", $"environment {Shown(grant, "environment")}", $"tenant {Shown(grant, "tenant")}", $"path {Shown(grant, "path")}", Until(grant)));
        });
    }

    private static Command Grant(CommandHost host)
    {
        var (subject, role) = (Subject(), new Argument<string>("ROLE") { Description = "The role: strata access roles lists them" });
        var limits = new[] { ("space", Text("--spaces", "PATTERN", "The spaces: a name, prefix* or * (default: all)")), ("environment", Text("--environments", "PATTERN", "The environments")), ("tenant", Text("--tenants", "PATTERN", "The tenants")), ("path", Text("--paths", "PATTERN", "The values, by their paths")) };
        var until = Text("--until", "INSTANT", "When it ends, as ISO 8601 (default: never)");
        var command = new Command("grant", "Give a role to somebody, and print the id of the grant") { subject, role, until };
        foreach (var (_, option) in limits)
        {
            command.Add(option);
        }

        return SpaceSession.Define(command, host, (session, parsed, format) =>
        {
            // A limit that was meant and is not there would give everything.
            if (session.Invocation.Chosen is { Environment: not null } or { Tenant: not null } || parsed.GetValue<string?>("--space") is not null)
            {
                throw new UsageException("--space, --environment and --tenant do not limit a grant", "write --spaces, --environments and --tenants, each with a name, prefix* or *");
            }

            var ends = parsed.GetValue(until) is { } text ? InstantOf(text) : null;
            var answer = session.Send(HttpMethod.Post, session.Address.OfServer("access/grants"), json =>
            {
                json.WriteString("subject", SubjectOf(parsed, subject));
                json.WriteString("role", parsed.GetRequiredValue(role));
                foreach (var (name, option) in limits.Where(limit => parsed.GetValue(limit.Item2) is not null))
                {
                    json.WriteString(name, parsed.GetValue(option));
                }

                if (ends is not null)
                {
                    json.WriteString("expiresAt", ends);
                }
            });
            return session.Write(format, answer, $"{session.Invocation.Ask(() => answer.Text("id"))}\n");
        });
    }

    private static Command Revoke(CommandHost host)
    {
        var id = new Argument<string>("ID") { Description = "The id of the grant: strata access list shows it" };
        return SpaceSession.Define(new Command("revoke", "Take a grant away") { id }, host, (session, parsed, _) =>
        {
            var named = parsed.GetRequiredValue(id);
            if (named.Length == 0 || !named.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-'))
            {
                throw new UsageException($"\"{named}\" is no id of a grant", "strata access list lists them");
            }

            session.Send(HttpMethod.Delete, session.Address.OfServer($"access/grants/{named}"));
            session.Invocation.Note($"grant {named} is revoked");
            return ExitCode.Done;
        });
    }

    private static Command Roles(CommandHost host) => SpaceSession.Define(new Command("roles", "List the roles, and what they allow"), host, static (session, _, format) =>
        Write(session, format, session.Get(session.Address.OfServer("access/roles")), static (table, role) => table.Add(
            Shown(role, "name"),
            TerminalText.Harmless(string.Join(", ", ServerAnswer.Find(role, "verbs", JsonValueKind.Array).EnumerateArray().Select(static verb => verb.ToString()))),
            Shown(role, "description").ReplaceLineEndings(" "))));

    private static Command Role(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "The name of the role" };
        var verbs = new Argument<string[]>("VERB") { Description = "What it allows: view, view-secrets, edit, approve, publish, rollback, manage", Arity = ArgumentArity.ZeroOrMore };
        var description = Text("--description", "TEXT", "What it is for");
        var remove = new Option<bool>("--remove") { Description = "Take the role away, which nobody may have any more" };
        return SpaceSession.Define(new Command("role", "Make a role of your own, change what it allows, or take it away") { name, verbs, description, remove }, host, (session, parsed, format) =>
        {
            var (named, allowed, removes) = (parsed.GetRequiredValue(name), parsed.GetValue(verbs) ?? [], parsed.GetValue(remove));
            if (removes == allowed.Length > 0)
            {
                throw new UsageException(removes ? "--remove and verbs say two things" : "a role without verbs allows nothing", "name the verbs that it is to allow, or --remove");
            }

            var address = session.Address.OfServer($"access/roles/{Uri.EscapeDataString(named)}");
            if (removes)
            {
                session.Send(HttpMethod.Delete, address);
                session.Invocation.Note($"role {named} is removed");
                return ExitCode.Done;
            }

            var answer = session.Send(HttpMethod.Put, address, json =>
            {
                json.WriteStartArray("verbs");
                foreach (var verb in allowed)
                {
                    json.WriteStringValue(verb);
                }

                json.WriteEndArray();
                if (parsed.GetValue(description) is { } text)
                {
                    json.WriteString("description", text);
                }
            });
            return session.Write(format, answer, $"{session.Invocation.Ask(() => answer.Text("name"))}\n");
        });
    }

    private static string TextOf(ServerAnswer answer, bool isAllowed)
    {
        var text = new StringBuilder();
        text.Append(TerminalText.Harmless($"{answer.Text("subject")} {(isAllowed ? "may" : "may not")} {answer.Text("verb")} {answer.Text("where")}"));
        text.Append(ServerAnswer.TextOf(answer.Body, "reason") is { } reason ? $": {TerminalText.Harmless(reason)}\n" : "\n");
        var table = new TextTable();
        foreach (var one in answer.List("grants"))
        {
            var grant = ServerAnswer.Find(one, "grant", JsonValueKind.Object);
            table.Add(
                ServerAnswer.TextOf(one, "reason") is { } differs ? TerminalText.Harmless(differs) : "allows it",
                Shown(grant, "id"),
                $"{Shown(grant, "subject")} is {Shown(grant, "role")}",
                $"space {Shown(grant, "space")}, environment {Shown(grant, "environment")}, tenant {Shown(grant, "tenant")}, path {Shown(grant, "path")}",
                Until(grant));
        }

        return text.Append(table).ToString();
    }

    private static int Write(SpaceSession session, string format, ServerAnswer answer, Action<TextTable, JsonElement> add)
    {
        var items = session.Invocation.Ask(() => answer.List("items").ToList());
        if (format != "text")
        {
            return session.Invocation.Write(format, ListShape.Of(items.Select(JsonTree.Of)), default);
        }

        var table = new TextTable();
        session.Invocation.Ask(() =>
        {
            items.ForEach(item => add(table, item));
            return 0;
        });
        session.Invocation.WriteText(table.ToString());
        return ExitCode.Done;
    }

    private static Argument<string> Subject() => new("SUBJECT") { Description = "Who: the name of a user, user:NAME, client:NAME, group:NAME or everyone" };

    private static string SubjectOf(ParseResult parsed, Argument<string> argument) => Whole(parsed.GetRequiredValue(argument));

    // A bare name is a user's.
    private static string Whole(string subject) => subject == "everyone" || Array.Exists(Kinds, kind => subject.StartsWith(kind, StringComparison.Ordinal)) ? subject : $"user:{subject}";

    private static string Shown(JsonElement element, string name) => TerminalText.Harmless(ServerAnswer.TextOf(element, name) ?? "");

    private static string Until(JsonElement grant) => ServerAnswer.TextOf(grant, "expiresAt") is { } until ? TerminalText.Harmless($"until {until}") : "";

    private static string? InstantOf(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
        ? instant.ToString("O", CultureInfo.InvariantCulture)
        : throw new UsageException($"--until \"{text}\" is no instant", "write it as ISO 8601: 2027-01-31T00:00:00Z");

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
