using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Strata.Cli.Serving;
using Strata.Diagnostics;
using Strata.Explanations;

namespace Strata.Cli.Commands;

/// <summary><c>strata draft show|approve|discard ID</c>: looks at one draft, approves it, or lets it go.</summary>
internal static class DraftCommand
{
    public static Command Create(CommandHost host) => new(CommandTree.DraftName, "Look at a draft on a server, approve it, or discard it")
    {
        Define(host, "show", "Show a draft, and what it would change", Show),
        Define(host, "approve", "Approve a draft as it is now, for spaces that ask for it", Approve),
        Define(host, "discard", "Let a draft go", Discard),
    };

    /// <summary>The id of a draft, as it stands in addresses.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static string IdOf(ParseResult parsed, Argument<string> argument)
    {
        var id = parsed.GetRequiredValue(argument);
        return id.Length > 0 && id.All(char.IsAsciiLetterOrDigit) ? id : throw new UsageException($"\"{id}\" is no id of a draft", "strata drafts lists them");
    }

    private static Command Define(CommandHost host, string name, string description, Func<SpaceSession, string, string, int> run)
    {
        var id = new Argument<string>("ID") { Description = "The id of the draft: strata drafts lists them" };
        return SpaceSession.Define(new Command(name, description) { id }, host, (session, parsed, format) => run(session, format, IdOf(parsed, id)));
    }

    private static int Show(SpaceSession session, string format, string id)
    {
        var draft = session.Get($"drafts/{id}");
        var difference = session.Get($"drafts/{id}/difference").Body;
        return session.Write(format, draft, session.Invocation.Ask(() => TextOf(draft, difference, session.Invocation.HasColour)));
    }

    private static int Approve(SpaceSession session, string format, string id)
    {
        var draft = session.Get($"drafts/{id}");
        var approved = session.Send(HttpMethod.Post, $"drafts/{id}/approvals", body: null, draft.ETag);
        return session.Write(format, approved, string.Create(CultureInfo.InvariantCulture, $"approved by {Names(approved.Body, "approvals")}\n"));
    }

    private static int Discard(SpaceSession session, string format, string id)
    {
        var draft = session.Get($"drafts/{id}");
        session.Send(HttpMethod.Delete, $"drafts/{id}", body: null, draft.ETag);
        session.Invocation.Note($"draft {id} is discarded");
        return format == "text" ? ExitCode.Done : session.Write(format, session.Get($"drafts/{id}"), "");
    }

    private static string TextOf(ServerAnswer draft, JsonElement difference, bool hasColour)
    {
        var table = new TextTable();
        table.Add("draft", draft.Text("id"));
        table.Add("title", draft.Text("title").ReplaceLineEndings(" "));
        table.Add("state", draft.Text("state"));
        table.Add("version", draft.Number("version").ToString(CultureInfo.InvariantCulture));
        table.Add("made from", draft.Number("baseRevision").ToString(CultureInfo.InvariantCulture));
        table.Add("changed by", Names(draft.Body, "authors"));
        table.Add("approved by", Names(draft.Body, "approvals"));
        table.Add("changed at", draft.Text("updatedAt"));
        var changes = DifferenceText.Of(difference, hasColour);
        return new StringBuilder(table.ToString()).Append('\n').Append(changes.Length == 0 ? "it changes no value of what is deployed\n" : changes).ToString();
    }

    private static string Names(JsonElement draft, string member) =>
        TerminalText.Harmless(string.Join(", ", ServerAnswer.Find(draft, member, JsonValueKind.Array).EnumerateArray().Select(static name => name.ValueKind == JsonValueKind.String ? name.GetString() : null)));
}
