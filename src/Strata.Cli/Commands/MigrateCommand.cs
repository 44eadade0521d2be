using System.CommandLine;
using Strata.Cli.Encryption;
using Strata.Encryption;

namespace Strata.Cli.Commands;

/// <summary><c>strata migrate FILE...</c>: turns files of SOPS into files of Strata's own format, and the other way.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandHost host)
    {
        var files = EncryptCommand.Files();
        var to = new Option<string>("--to") { HelpName = "strata|sops", Description = "The format that the files are turned into (default: strata)" };
        var comments = new Option<bool>("--clear-comments") { Description = "Write comments in clear that SOPS encrypted: Strata encrypts values alone" };
        var command = new Command("migrate", "Turn encrypted files of SOPS into files of Strata's own format, or the other way") { files, to, comments };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            var toSops = SopsWork.IsSops("--to", parsed.GetValue(to), "strata");
            var invocation = new Invocation(host, options, parsed);
            using var work = new FilesInPlace(invocation);
            return SopsWork.Migrate(invocation, work, work.Named(parsed.GetValue(files) ?? []), toSops, parsed.GetValue(comments) ? EncryptedComments.Clear : EncryptedComments.Refuse);
        });
        return command;
    }
}
