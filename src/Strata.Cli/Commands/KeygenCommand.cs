using System.CommandLine;
using System.Text;
using Strata.Cli.Keys;
using Strata.Diagnostics;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;

namespace Strata.Cli.Commands;

/// <summary><c>strata keygen [FILE]</c>: makes a key that encrypted files can be opened with.</summary>
internal static class KeygenCommand
{
    public static Command Create(CommandHost host)
    {
        var file = new Argument<string?>("FILE") { Arity = ArgumentArity.ZeroOrOne, Description = "The file to write, which must not exist (default: standard output)" };
        var raw = new Option<bool>("--raw") { Description = "A key of 32 bytes, for $STRATA_ENCRYPTION_KEY (default: an age identity)" };
        var passphrase = new Option<bool>("--passphrase") { Description = "Encrypt the file with a passphrase, as age -p does" };
        var command = new Command("keygen", "Make a key for encrypted files") { file, raw, passphrase };
        var options = new SharedOptions();
        options.AddTo(command, ["text"]);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            if (parsed.GetValue(raw) && parsed.GetValue(passphrase))
            {
                throw new UsageException("a raw key is not encrypted with a passphrase", "leave out --raw: an age identity can be");
            }

            return Run(invocation, parsed.GetValue(file), parsed.GetValue(raw), parsed.GetValue(passphrase));
        });
        return command;
    }

    private static int Run(Invocation invocation, string? file, bool raw, bool withPassphrase)
    {
        byte[] content;
        string? recipient = null;
        if (raw)
        {
            content = Encoding.ASCII.GetBytes(RawKey.Generate() + "\n");
        }
        else
        {
            using var identity = AgeIdentity.Generate();
            recipient = identity.ToRecipient().ToString();
            content = Encoding.ASCII.GetBytes(AgeIdentityFile.Reveal(identity, invocation.Host.Time.GetUtcNow()));
        }

        if (withPassphrase)
        {
            try
            {
                using var passphrase = invocation.NewPassphrase("the key") ?? throw new KeyException("there is no passphrase", "give it at a terminal, or by --passphrase-fd");
                content = Encoding.ASCII.GetBytes(AgeArmor.Encode(AgeFile.Encrypt(content, passphrase)));
            }
            catch (KeyException problem)
            {
                return invocation.Fail(Diagnostic.InFile(file ?? "the key", DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, problem.Message) with { Hint = problem.Hint });
            }
        }

        if (file is null)
        {
            invocation.WriteText(Encoding.ASCII.GetString(content));
        }
        else if (KeyFile.ProblemOfWriting(file, content) is { } problem)
        {
            return invocation.Fail(Diagnostic.InFile(file, DiagnosticCode.CannotBeWrittenTo, DiagnosticSeverity.Error, $"the key cannot be written: {problem}") with { Hint = "name a file that does not exist, in a directory that does" });
        }

        if (recipient is not null)
        {
            invocation.Note($"public key: {recipient}");
        }

        return ExitCode.Done;
    }
}
