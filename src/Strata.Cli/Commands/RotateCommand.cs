using System.CommandLine;
using Strata.Cli.Encryption;
using Strata.Encryption;

namespace Strata.Cli.Commands;

/// <summary><c>strata rotate [FILE...]</c>: gives encrypted files new data keys.</summary>
internal static class RotateCommand
{
    public static Command Create(CommandHost host)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore, Description = "The files (default: every encrypted override)" };
        var accept = EncryptCommand.AcceptChanges();
        var command = new Command("rotate", "Give encrypted files new data keys, and encrypt their values anew") { files, accept };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            using var work = new FilesInPlace(new Invocation(host, options, parsed));
            var request = new EncryptionRequest { AcceptChanges = parsed.GetValue(accept) };
            return work.Change(work.NamedOrAll(parsed.GetValue(files) ?? []), (file, encryption) => encryption.Rotate(file, request), static count => $"a new key, {EncryptCommand.Values(count)} encrypted anew");
        });
        return command;
    }
}
