using System.CommandLine;
using System.Globalization;
using Strata.Cli.Serving;
using Strata.Diagnostics;

namespace Strata.Cli.Commands;

/// <summary><c>strata push [DIR]</c>: makes a draft of a directory's files, and publishes it where that is wanted.</summary>
internal static class PushCommand
{
    public static Command Create(CommandHost host)
    {
        var directory = new Argument<string?>("DIR") { Arity = ArgumentArity.ZeroOrOne, Description = "The overrides directory (default: as for all commands)" };
        var title = new Option<string?>("--title") { HelpName = "TEXT", Description = "What the draft is for" };
        var draft = new Option<string?>("--draft") { HelpName = "ID", Description = "Put the files into this draft, in place of a new one" };
        var publish = new Option<bool>("--publish") { Description = "Publish the draft as well, and print the revision" };
        var message = new Option<string?>("--message") { HelpName = "TEXT", Description = "What changes, for whoever reads the history (default: the title)" };
        var create = new Option<bool>("--create") { Description = "Make the space where there is none of its name" };
        var command = new Command("push", "Make a draft of the overrides directory on a server, and print its id") { directory, title, draft, publish, message, create };
        return SpaceSession.Define(command, host, (session, parsed, format) =>
        {
            var request = new PushRequest(parsed.GetValue(title), parsed.GetValue(draft), parsed.GetValue(publish), parsed.GetValue(message), parsed.GetValue(create));
            return Run(session, format, parsed.GetValue(directory), request);
        });
    }

    private static int Run(SpaceSession session, string format, string? directory, PushRequest request)
    {
        if (request is { Publishes: false, Message: not null })
        {
            throw new UsageException("--message is of what is published, and nothing is", "write --publish as well, or --title");
        }

        if (request.Draft is "")
        {
            throw new UsageException("--draft takes the id of a draft", "strata drafts lists them");
        }

        var invocation = session.Invocation;
        var found = new DiagnosticBag();
        var project = invocation.ProjectOf(directory);
        found.AddRange(project.Validation.Diagnostics);
        var local = LocalFiles.Read(directory ?? invocation.Directory, project.File, found);
        if (local is null || found.HasErrors)
        {
            return invocation.Fail(found);
        }

        var files = local.Files;
        var head = Head(session, request.Creates);
        var draft = request.Draft is { } id ? Change(session, id, files, request) : Begin(session, head, files, request);
        if (draft is null)
        {
            return ExitCode.Done;
        }

        var draftId = draft.Text("id");
        Tell(session, draftId);
        if (!request.Publishes)
        {
            return session.Write(format, draft, $"{draftId}\n");
        }

        return PublishCommand.Publish(session, format, draftId, draft.Number("version"), request.Message, local.Place);
    }

    private static long Head(SpaceSession session, bool creates)
    {
        var answer = session.Try(ServerRequest.Get(session.Address.Of("")));
        if (answer.Status == 404 && creates)
        {
            session.Send(HttpMethod.Put, "", static _ => { });
            session.Invocation.Note($"made the space {session.Address.Space}");
            return 0;
        }

        return session.Invocation.Ask(() => answer.IsGood ? answer.Number("head") : throw ServerProblemException.Of(answer));
    }

    private static ServerAnswer? Begin(SpaceSession session, long head, SpaceFiles files, PushRequest request)
    {
        if (session.Get(string.Create(CultureInfo.InvariantCulture, $"revisions/{head}")).Text("content") == files.Hash)
        {
            session.Invocation.Note(string.Create(CultureInfo.InvariantCulture, $"nothing to push: the files are those of {session.Address.Space}@{head}"));
            return null;
        }

        return session.Send(HttpMethod.Post, "drafts", json =>
        {
            json.WriteNumber("baseRevision", head);
            json.WriteString("title", request.Title ?? "");
            files.Write(json);
        });
    }

    private static ServerAnswer? Change(SpaceSession session, string id, SpaceFiles files, PushRequest request)
    {
        var path = $"drafts/{Uri.EscapeDataString(id)}";
        var draft = session.Get(path);
        if (draft.Text("content") == files.Hash && (request.Title is null || request.Title == draft.Text("title")))
        {
            session.Invocation.Note($"nothing to push: the files are those of draft {id}");
            return request.Publishes ? draft : null;
        }

        return session.Send(
            HttpMethod.Put,
            path,
            json =>
            {
                if (request.Title is not null)
                {
                    json.WriteString("title", request.Title);
                }

                files.Write(json);
            },
            draft.ETag);
    }

    // What it would change, for whoever pushes: it is theirs to look at before it is everybody's.
    private static void Tell(SpaceSession session, string draft)
    {
        var invocation = session.Invocation;
        if (!invocation.TellsWarnings)
        {
            return;
        }

        var difference = session.Get($"drafts/{draft}/difference").Body;
        var text = invocation.Ask(() => DifferenceText.Of(difference, hasColour: false));
        invocation.Host.Error.Write(text.Length == 0 ? "it changes no value of what is deployed\n" : text);
    }

    /// <summary>What is wanted beside the files.</summary>
    /// <param name="Title">What the draft is for; null where nothing is said.</param>
    /// <param name="Draft">The draft that takes the files; null for a new one.</param>
    /// <param name="Publishes">Whether it is published.</param>
    /// <param name="Message">What is said of the revision; null for the title.</param>
    /// <param name="Creates">Whether the space is made where there is none.</param>
    private sealed record PushRequest(string? Title, string? Draft, bool Publishes, string? Message, bool Creates);
}
