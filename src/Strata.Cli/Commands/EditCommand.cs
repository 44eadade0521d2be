using System.CommandLine;
using Strata.Cli.Editing;
using Strata.Cli.Encryption;

namespace Strata.Cli.Commands;

/// <summary><c>strata edit FILE</c>: opens a file in clear in the user's editor, and encrypts what changed.</summary>
internal static class EditCommand
{
    public static Command Create(CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "The file, relative to the working directory or to the overrides directory" };
        var accept = EncryptCommand.AcceptChanges();
        var command = new Command("edit", "Edit an encrypted file in clear, by $VISUAL or $EDITOR") { file, accept };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            using var work = new FilesInPlace(invocation);
            foreach (var named in work.Named([parsed.GetRequiredValue(file)]))
            {
                return new EditSession(invocation, work).Run(named, parsed.GetValue(accept));
            }

            return work.Report();
        });
        return command;
    }
}
