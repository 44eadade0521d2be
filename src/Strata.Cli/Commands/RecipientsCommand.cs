using System.CommandLine;
using Strata.Cli.Encryption;
using Strata.Diagnostics;
using Strata.Encryption;
using Strata.Explanations;
using Strata.Output;
using Strata.Secrets.Envelopes;
using Strata.Sources;

namespace Strata.Cli.Commands;

/// <summary><c>strata recipients add|remove|list</c>: says, and changes, who may open encrypted files.</summary>
internal static class RecipientsCommand
{
    public static Command Create(CommandHost host) => new(CommandTree.RecipientsName, "Say, or change, who may open encrypted files")
    {
        Adding(host),
        Removing(host),
        Listing(host),
    };

    private static Command Adding(CommandHost host)
    {
        var arguments = Arguments();
        var passphrase = new Option<bool>("--passphrase") { Description = "A passphrase may open them" };
        var raw = new Option<bool>("--raw-key") { Description = "The 32-byte keys at hand ($STRATA_ENCRYPTION_KEY, --key-file) may open them" };
        var command = new Command("add", "Let more recipients open files") { arguments, passphrase, raw };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            using var work = new FilesInPlace(new Invocation(host, options, parsed));
            var (files, named) = Split(parsed.GetValue(arguments) ?? []);
            Recipient[] recipients =
            [
                .. named,
                .. parsed.GetValue(passphrase) ? [Recipient.Passphrase] : Array.Empty<Recipient>(),
                .. parsed.GetValue(raw) ? work.Keys.RawKeys.Select(static key => new Recipient(WrappedKey.Raw, key.Fingerprint)) : [],
            ];
            if (recipients.Length == 0)
            {
                throw new UsageException("no recipient is named", "name one: age1..., NAME:KEY of a key provider, --passphrase or --raw-key");
            }

            return work.Change(FilesOf(work, files), (file, encryption) => encryption.AddRecipients(file, recipients), static count => count == 1 ? "1 recipient added" : $"{count} recipients added");
        });
        return command;
    }

    private static Command Removing(CommandHost host)
    {
        var arguments = Arguments();
        var accept = EncryptCommand.AcceptChanges();
        var command = new Command("remove", "Take recipients from files, which get new data keys") { arguments, accept };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            using var work = new FilesInPlace(new Invocation(host, options, parsed));
            var (files, recipients) = Split(parsed.GetValue(arguments) ?? []);
            if (recipients.Length == 0)
            {
                throw new UsageException("no recipient is named", "name it as strata recipients list shows it");
            }

            var request = new EncryptionRequest { AcceptChanges = parsed.GetValue(accept) };
            return work.Change(FilesOf(work, files), (file, encryption) => encryption.RemoveRecipients(file, recipients, request), static count => $"removed, a new key, {EncryptCommand.Values(count)} encrypted anew");
        });
        return command;
    }

    private static Command Listing(CommandHost host)
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.ZeroOrMore, Description = "The files (default: every encrypted override)" };
        var command = new Command("list", "List who may open files") { files };
        var options = new SharedOptions();
        options.AddTo(command, SharedOptions.ReportFormats);
        command.SetAction(parsed => List(new Invocation(host, options, parsed), parsed.GetValue(files) ?? []));
        return command;
    }

    private static int List(Invocation invocation, string[] names)
    {
        var format = invocation.FormatName(SharedOptions.ReportFormats);
        using var work = new FilesInPlace(invocation);
        var rows = (
            from file in work.NamedOrAll(names)
            let read = work.Read(file, work.Diagnostics)
            where read is not null
            from target in read.Overrides
            from recipient in target.Encryption.Recipients
            select (target.Layer.Name, File: file.File, Recipient: recipient)).ToList();
        var exit = work.Report();
        if (exit != ExitCode.Done)
        {
            return exit;
        }

        if (format != "text")
        {
            return invocation.Write(format, ListShape.Of(rows.Select(static row => new ObjectShape().Add("override", row.Name).Add("file", row.File).Add("kind", row.Recipient.Kind).Add("recipient", row.Recipient.Name).Build())), default);
        }

        var table = new TextTable();
        foreach (var (name, _, recipient) in rows)
        {
            table.Add(name, recipient.Kind, recipient.Name);
        }

        invocation.WriteText(table.ToString());
        return ExitCode.Done;
    }

    private static Argument<string[]> Arguments() => new("FILE or RECIPIENT")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Recipients, age1... or NAME:KEY of a key provider, and files (default: every encrypted override)",
    };

    // A recipient does not look like a file, so that neither order is wrong.
    private static (string[] Files, Recipient[] Recipients) Split(string[] arguments) =>
        (Array.FindAll(arguments, static argument => !RecipientArguments.IsMeant(argument)), [.. arguments.Where(RecipientArguments.IsMeant).Select(RecipientArguments.Read).Distinct()]);

    // Where none is named, those that are encrypted already: nobody means all the others.
    private static IEnumerable<OverrideFile> FilesOf(FilesInPlace work, string[] names) =>
        names.Length > 0 ? work.Named(names) : work.NamedOrAll([]).Where(file => work.Read(file, new DiagnosticBag())?.Overrides.Any(static target => target.Envelope is not null) != false);
}
