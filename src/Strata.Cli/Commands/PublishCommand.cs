using System.CommandLine;
using System.Globalization;
using Strata.Cli.Serving;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata publish DRAFT</c>: has a server serve a draft to everybody.</summary>
internal static class PublishCommand
{
    public static Command Create(CommandHost host)
    {
        var draft = new Argument<string>("DRAFT") { Description = "The id of the draft: strata drafts lists them" };
        var message = new Option<string?>("--message") { HelpName = "TEXT", Description = "What changes, for whoever reads the history (default: the draft's title)" };
        var breakGlass = new Option<string?>("--break-glass") { HelpName = "REASON", Description = "Set missing approvals aside, for whoever may manage, and say why; it stands out in the history" };
        return SpaceSession.Define(new Command("publish", "Publish a draft to everybody, and print the revision") { draft, message, breakGlass }, host, (session, parsed, format) =>
        {
            var id = DraftCommand.IdOf(parsed, draft);
            var found = session.Get($"drafts/{id}");
            return Publish(session, format, id, found.Number("version"), parsed.GetValue(message), place: null, parsed.GetValue(breakGlass));
        });
    }

    /// <summary>Publishes a version of a draft.</summary>
    /// <param name="session">The run.</param>
    /// <param name="format">The output format.</param>
    /// <param name="draft">The id of the draft.</param>
    /// <param name="version">The version that is meant.</param>
    /// <param name="message">What is said of it; null for its title.</param>
    /// <param name="place">Says of a file of the space how it is shown here, and what it holds; null where it is not here.</param>
    /// <param name="breakGlass">Why missing approvals are set aside; null where they are not.</param>
    /// <returns>The exit code.</returns>
    public static int Publish(SpaceSession session, string format, string draft, long version, string? message, Func<string, (string File, SourceText? Source)>? place, string? breakGlass = null)
    {
        var body = ServerRequest.Json(json =>
        {
            if (message is not null)
            {
                json.WriteString("message", message);
            }

            if (breakGlass is not null)
            {
                json.WriteBoolean("breakGlass", true);
                json.WriteString("reason", breakGlass);
            }
        });
        var answer = session.Try(ServerRequest.Write(HttpMethod.Post, session.Address.Of($"drafts/{draft}/publish"), body) with { IfMatch = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"") });
        session.Invocation.Ask(() => answer.IsGood ? answer : throw ServerProblemException.Of(answer, place));
        return Published(session, format, answer);
    }

    /// <summary>Says what was published.</summary>
    public static int Published(SpaceSession session, string format, ServerAnswer answer)
    {
        var revision = answer.Number("revision");
        session.Invocation.Note(string.Create(CultureInfo.InvariantCulture, $"published {session.Address.Space}@{revision}"));
        return session.Write(format, answer, string.Create(CultureInfo.InvariantCulture, $"{revision}\n"));
    }
}
