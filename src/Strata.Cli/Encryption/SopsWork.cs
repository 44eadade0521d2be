using Strata.Diagnostics;
using Strata.Encryption;
using Strata.Interpolation;
using Strata.Secrets.Sops;
using Strata.Sources;
using Strata.Values;

namespace Strata.Cli.Encryption;

/// <summary>What the commands do with files of SOPS.</summary>
internal static class SopsWork
{
    private const string Strata = "strata";
    private const string Sops = "sops";

    /// <summary>Whether <c>--format</c> asks for SOPS.</summary>
    /// <exception cref="UsageException">It asks for what there is not, or another option belongs to the other format.</exception>
    public static bool IsWanted(string? format, string? regex)
    {
        var isSops = IsSops("--format", format, Strata);
        return isSops || regex is null ? isSops : throw new UsageException("--encrypted-regex is for files of SOPS", "add --format sops; in Strata's own format, --path names what is encrypted");
    }

    /// <summary>Whether an option that names a format says SOPS.</summary>
    public static bool IsSops(string option, string? format, string otherwise) => (format ?? otherwise) switch
    {
        Sops => true,
        Strata => false,
        var other => throw new UsageException($"{option} \"{other}\" is no format of encrypted files", $"known are {Strata} and {Sops}"),
    };

    /// <summary>Encrypts files with SOPS.</summary>
    public static int Encrypt(Invocation invocation, FilesInPlace work, IEnumerable<OverrideFile> files, EncryptionRequest request, string? regex)
    {
        var rule = regex is null ? null : SopsRule.Of(SopsRuleKind.EncryptedRegex, regex)
            ?? throw new UsageException("--encrypted-regex is no regular expression that SOPS and Strata both have", "write one as RE2 has them: ^(password|token)$");
        var wanted = new SopsRequest { Paths = request.Paths, Recipients = request.Recipients, Rule = rule };
        return work.ChangeBytes(files, Change, static count => $"{Commands.EncryptCommand.Values(count)} encrypted");

        EncryptedBytes Change(OverrideFile file, ReadOnlyMemory<byte> bytes, DiagnosticBag found)
        {
            if (SopsVariables.IsMeant(file.File))
            {
                return new SopsVariables(work.Keys, invocation.Host.Time, found).Encrypt(new SourceText(file.File, bytes), SopsFileEncryption.AgeRecipients(request.Recipients, file.File));
            }

            return SopsText.Read(file, bytes, invocation.Options.Limits, found) is { } text
                ? new SopsFileEncryption(work.Keys, invocation.Host.Time, found).Encrypt(text, wanted)
                : default;
        }
    }

    /// <summary>Decrypts a file, whatever it is encrypted with.</summary>
    public static EncryptedBytes Decrypt(Invocation invocation, FilesInPlace work, in OverrideFile file, ReadOnlyMemory<byte> bytes, EncryptionRequest request, DiagnosticBag found)
    {
        var variables = new SourceText(file.File, bytes);
        if (SopsVariables.IsMeant(file.File) && SopsEnvironmentFile.IsMeant(variables))
        {
            RefusePaths(request);
            return new SopsVariables(work.Keys, invocation.Host.Time, found).Decrypt(variables);
        }

        if (SopsText.IsMeant(file, bytes, invocation.Options.Limits))
        {
            RefusePaths(request);
            return SopsText.Read(file, bytes, invocation.Options.Limits, found) is { } text && new SopsFileDecryption(work.Keys, found).Decrypt(text) is { } clear
                ? new EncryptedBytes(clear.Bytes, clear.Values.Length)
                : default;
        }

        return EncryptableFile.Parse(file, bytes, invocation.Options.Limits, work.Keys, found) is { } read ? new FileEncryption(work.Keys, found).Decrypt(read, request) : default;
    }

    /// <summary>Turns files of one format into files of the other.</summary>
    public static int Migrate(Invocation invocation, FilesInPlace work, IEnumerable<OverrideFile> files, bool toSops, EncryptedComments comments)
    {
        return work.ChangeBytes(files, Change, count => $"{Commands.EncryptCommand.Values(count)} encrypted in {(toSops ? "SOPS's" : "Strata's own")} format");

        EncryptedBytes Change(OverrideFile file, ReadOnlyMemory<byte> bytes, DiagnosticBag found)
        {
            var limits = invocation.Options.Limits;
            if (SopsText.Read(file, bytes, limits, found) is not { } text)
            {
                return default;
            }

            var migration = new FormatMigration(work.Keys, invocation.Host.Time, found);
            return !toSops ? migration.ToStrata(text, comments)
                : text.IsEncrypted ? new EncryptedBytes(bytes.ToArray(), 0)
                : EncryptableFile.Parse(file, bytes, limits, work.Keys, found) is { } read ? migration.ToSops(read, text)
                : default;
        }
    }

    private static void RefusePaths(EncryptionRequest request)
    {
        if (!request.Paths.IsEmpty)
        {
            throw new UsageException("--path is for files of Strata's own format", "a file of SOPS is decrypted as a whole");
        }
    }
}
