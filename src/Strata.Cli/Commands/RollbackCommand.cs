using System.CommandLine;
using System.Globalization;
using Strata.Cli.Editing;
using Strata.Cli.Serving;

namespace Strata.Cli.Commands;

/// <summary><c>strata rollback REVISION</c>: publishes the content of an earlier revision again.</summary>
internal static class RollbackCommand
{
    public static Command Create(CommandHost host)
    {
        var revision = new Argument<string>("REVISION") { Description = "The revision whose files are published again: strata history lists them" };
        var message = new Option<string?>("--message") { HelpName = "TEXT", Description = "Why, for whoever reads the history" };
        var yes = new Option<bool>("--yes") { Description = "Do not ask" };
        return SpaceSession.Define(new Command("rollback", "Publish the files of an earlier revision again, after showing what that changes") { revision, message, yes }, host, (session, parsed, format) =>
        {
            var text = parsed.GetRequiredValue(revision);
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? Run(session, format, number, parsed.GetValue(message), parsed.GetValue(yes))
                : throw new UsageException($"\"{text}\" is no number of a revision", "strata history lists them");
        });
    }

    private static int Run(SpaceSession session, string format, long number, string? message, bool isSure)
    {
        var invocation = session.Invocation;
        if (!isSure && !TerminalQuestion.CanAsk(invocation.Host))
        {
            throw new UsageException("nobody can be asked whether that is meant", "look at what it changes on a terminal, or write --yes");
        }

        // What is shown is what is done: the head that it was compared with must be the head still.
        var shown = session.Send(HttpMethod.Post, "rollbacks?dryRun=true", json => json.WriteNumber("to", number));
        var difference = invocation.Ask(() => DifferenceText.Of(shown.Body, hasColour: false));
        invocation.Host.Error.Write(difference.Length == 0 ? "it changes no value of what is deployed\n" : difference);
        if (!isSure)
        {
            using var signals = new EndingSignals();
            if (!TerminalQuestion.Confirm(invocation.Host, string.Create(CultureInfo.InvariantCulture, $"Publish the files of revision {number} again? [y/N] "), signals))
            {
                invocation.Note("nothing was published");
                return ExitCode.Invalid;
            }
        }

        var answer = session.Send(
            HttpMethod.Post,
            "rollbacks",
            json =>
            {
                json.WriteNumber("to", number);
                if (message is not null)
                {
                    json.WriteString("message", message);
                }
            },
            shown.ETag);
        return PublishCommand.Published(session, format, answer);
    }
}
