using System.Collections.Immutable;
using System.CommandLine;
using Strata.Cli.Encryption;
using Strata.Encryption;
using Strata.Values;

namespace Strata.Cli.Commands;

/// <summary><c>strata encrypt FILE...</c> and <c>strata decrypt FILE...</c>: encrypt and decrypt values in place.</summary>
internal static class EncryptCommand
{
    private static readonly string[] Formats = ["text"];

    public static Command Create(CommandHost host)
    {
        var files = Files();
        var paths = Paths("Encrypt what stands at this path too, a pattern as in _metadata.sensitive; repeatable");
        var recipients = new Option<string[]>("--recipient", "-r")
        {
            HelpName = "RECIPIENT",
            Description = "Who may open a file that is encrypted for the first time: age1..., or NAME:KEY of a key provider; repeatable",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = static _ => [],
        };
        var passphrase = new Option<bool>("--passphrase") { Description = "A passphrase may open it, too" };
        var accept = AcceptChanges();
        var format = new Option<string>("--format") { HelpName = "strata|sops", Description = "The format of the encrypted files (default: strata)" };
        var regex = new Option<string>("--encrypted-regex") { HelpName = "REGEX", Description = "With --format sops: what stands beneath a matching key is encrypted (default: made from the secrets' keys)" };
        var command = new Command("encrypt", "Encrypt the secrets of files in place") { files, paths, recipients, passphrase, accept, format, regex };
        var options = new SharedOptions();
        options.AddTo(command, Formats);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            using var work = new FilesInPlace(invocation);
            var request = new EncryptionRequest
            {
                Paths = PatternsOf(parsed.GetValue(paths)),
                Recipients = RecipientArguments.Of(invocation, parsed.GetValue(recipients) ?? [], parsed.GetValue(passphrase), work.Keys),
                AcceptChanges = parsed.GetValue(accept),
            };
            var named = work.Named(parsed.GetValue(files) ?? []);
            if (SopsWork.IsWanted(parsed.GetValue(format), parsed.GetValue(regex)))
            {
                return SopsWork.Encrypt(invocation, work, named, request, parsed.GetValue(regex));
            }

            return work.Change(named, (file, encryption) => encryption.Encrypt(file, request), static count => count == 0 ? "sealed as it is" : $"{Values(count)} encrypted");
        });
        return command;
    }

    public static Command CreateDecrypt(CommandHost host)
    {
        var files = Files();
        var paths = Paths("Decrypt only what stands at this path, a pattern as in _metadata.sensitive; repeatable");
        var print = new Option<bool>("--stdout") { Description = "Print the decrypted file, and leave it as it is; takes --reveal" };
        var accept = AcceptChanges();
        var command = new Command("decrypt", "Decrypt files in place") { files, paths, print, accept };
        var options = new SharedOptions();
        options.AddTo(command, Formats);
        command.SetAction(parsed =>
        {
            var invocation = new Invocation(host, options, parsed);
            var request = new EncryptionRequest { Paths = PatternsOf(parsed.GetValue(paths)), AcceptChanges = parsed.GetValue(accept) };
            using var work = new FilesInPlace(invocation);
            var named = parsed.GetValue(files) ?? [];
            return parsed.GetValue(print)
                ? Print(invocation, work, named, request)
                : work.ChangeBytes(work.Named(named), (file, bytes, found) => SopsWork.Decrypt(invocation, work, file, bytes, request, found), static count => $"{Values(count)} decrypted");
        });
        return command;
    }

    /// <summary>A number of values, for a person.</summary>
    public static string Values(int count) => count == 1 ? "1 value" : $"{count} values";

    /// <summary>The option that takes changes for good that somebody made without a key.</summary>
    public static Option<bool> AcceptChanges() => new("--accept-changes") { Description = "Take changes for good that were made without the key, and seal the file anew" };

    private static int Print(Invocation invocation, FilesInPlace work, string[] named, EncryptionRequest request)
    {
        if (!invocation.Reveal)
        {
            throw new UsageException("--stdout shows secrets", "say that they may be seen: --stdout --reveal");
        }

        if (named.Length != 1)
        {
            throw new UsageException("--stdout takes one file");
        }

        foreach (var file in work.Named(named))
        {
            if (work.ReadBytes(file, work.Diagnostics) is { } read && SopsWork.Decrypt(invocation, work, file, read, request, work.Diagnostics).Bytes is { } bytes && !work.Diagnostics.HasErrors)
            {
                invocation.Host.Output.Write(bytes);
                invocation.Host.Output.Flush();
            }
        }

        return work.Report();
    }

    /// <summary>The argument of files that are changed in place.</summary>
    public static Argument<string[]> Files() => new("FILE") { Arity = ArgumentArity.OneOrMore, Description = "The files, relative to the working directory or to the overrides directory" };

    private static Option<string[]> Paths(string description) => new("--path")
    {
        HelpName = "PATTERN",
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = static _ => [],
    };

    private static ImmutableArray<PathPattern> PatternsOf(string[]? texts)
    {
        var patterns = ImmutableArray.CreateBuilder<PathPattern>();
        foreach (var text in texts ?? [])
        {
            patterns.Add(PathPattern.TryParse(text, out var pattern, out var problem)
                ? pattern
                : throw new UsageException($"--path \"{text}\" is no path pattern: {problem}"));
        }

        return patterns.DrainToImmutable();
    }
}
