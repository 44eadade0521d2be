using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>What becomes of comments that SOPS encrypted, where Strata encrypts none.</summary>
internal enum EncryptedComments
{
    /// <summary>They keep the file from being turned.</summary>
    Refuse,

    /// <summary>They stand in clear from now on.</summary>
    Clear,
}

/// <summary>
/// Turns files that SOPS encrypted into files of Strata's own format, and the other way, for the same age recipients. Every value that was
/// encrypted stays so; what is in clear in between is in memory alone. All of a file or nothing.
/// </summary>
internal sealed class FormatMigration
{
    private readonly KeyRing _keys;
    private readonly TimeProvider _clock;
    private readonly DiagnosticBag _diagnostics;

    /// <param name="keys">The keys at hand.</param>
    /// <param name="clock">Tells when a SOPS file was last changed.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public FormatMigration(KeyRing keys, TimeProvider clock, DiagnosticBag diagnostics)
    {
        _keys = keys;
        _clock = clock;
        _diagnostics = diagnostics;
    }

    /// <summary>The file in Strata's own format. One that is none of SOPS's stays as it is.</summary>
    public EncryptedBytes ToStrata(SopsText file, EncryptedComments comments)
    {
        if (!file.IsEncrypted)
        {
            return new EncryptedBytes(file.Text.Bytes.ToArray(), 0);
        }

        if (new SopsFileDecryption(_keys, _diagnostics).Decrypt(file) is not { } clear
            || !CanStay(file, clear, comments)
            || file.AsEncryptable(clear.Bytes, _keys, _diagnostics) is not { } target)
        {
            return default;
        }

        var bodies = clear.Values.Where(value => file.IsInBody(value.Document, value.Path)).ToArray();
        var at = target.Overrides.ToDictionary(static one => one.Index);
        var paths = bodies.Select(value => InOverride(at[value.Document], value.Path)).ToImmutableHashSet();
        var request = new EncryptionRequest
        {
            Values = paths,
            Recipients = [.. clear.Opened.Metadata.Recipients.Select(static recipient => new Recipient(WrappedKey.Age, recipient.Recipient))],
        };
        var encrypted = new FileEncryption(_keys, _diagnostics).Encrypt(target, request);
        return encrypted.Bytes is { } bytes && !_diagnostics.HasErrors && AreEncrypted(target, bytes, bodies) ? encrypted : default;
    }

    /// <summary>The file in SOPS's format. One of SOPS's stays as it is.</summary>
    /// <exception cref="KeyException">None of its recipients is one of age.</exception>
    public EncryptedBytes ToSops(EncryptableFile file, SopsText text)
    {
        ImmutableArray<EncryptableOverride> encrypted = [.. file.Overrides.Where(static target => target.Envelope is not null)];
        if (encrypted.IsEmpty)
        {
            Refuse(text.Roots[0], $"nothing in {file.File} is encrypted", $"encrypt it: strata encrypt --format sops {file.File}");
            return default;
        }

        var recipients = encrypted[0].Encryption.Recipients;
        if (encrypted.FirstOrDefault(target => !target.Encryption.Recipients.ToHashSet().SetEquals(recipients)) is { } other)
        {
            Refuse(other.Envelope!.Node, $"{encrypted[0].Layer.Name} and {other.Layer.Name} stand in one file and have different recipients, and a file of SOPS has one list of them", "give them the same recipients: strata recipients");
            return default;
        }

        var request = new SopsRequest
        {
            Values = encrypted.SelectMany(static target => target.EncryptedValues()).Select(static node => node.WrittenAt).ToImmutableHashSet(),
            Recipients = recipients,
        };
        SopsFileEncryption.AgeRecipients(recipients, file.File);
        Warn(recipients.Where(static recipient => recipient.Kind != WrappedKey.Age).Select(static recipient => recipient.Kind), encrypted[0].Envelope!.Node, "files of SOPS are encrypted to age recipients alone");
        var clear = new FileEncryption(_keys, _diagnostics).Decrypt(file, new EncryptionRequest());
        return clear.Bytes is { } bytes && !_diagnostics.HasErrors && text.With(bytes, _diagnostics) is { } decrypted
            ? new SopsFileEncryption(_keys, _clock, _diagnostics).Encrypt(decrypted, request)
            : default;
    }

    private bool CanStay(SopsText file, SopsClear clear, EncryptedComments comments)
    {
        var block = clear.Opened.Metadata.Block!;
        if (clear.Comments > 0 && comments == EncryptedComments.Refuse)
        {
            Refuse(block, $"{clear.Comments} comments of {file.File.File} are encrypted, and Strata encrypts values alone", "have them written in clear, once you know what they say (sops decrypt shows them): --clear-comments");
            return false;
        }

        var (document, path, node) = clear.Values.FirstOrDefault(value => !file.IsInBody(value.Document, value.Path) && !file.IsInMetadata(value.Document, value.Path));
        if (node is not null)
        {
            Refuse(node, $"{path} is encrypted, and is another tool's part of the file, of which Strata encrypts nothing", "encrypt the override alone, beneath x-strata.config");
            return false;
        }

        if (clear.Values.FirstOrDefault(value => file.IsInMetadata(value.Document, value.Path)).Node is { } metadata)
        {
            _diagnostics.Add(Diagnostic.At(metadata, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Warning, $"the metadata of {file.File.File} were encrypted, and stand in clear from now on: what selects an override is no secret") with { Hint = "look at what they say" });
        }

        Warn(SopsMetadata.OtherKeysIn(block), block, "their keys are none of Strata's");
        return true;
    }

    // Whatever the file's rule did not meet, an empty text or one that looks encrypted, must not come out in clear unseen.
    private bool AreEncrypted(EncryptableFile file, byte[] bytes, IEnumerable<(int Document, ConfigPath Path, DecryptedNode Node)> values)
    {
        if (file.With(bytes, _diagnostics) is not { } written)
        {
            return false;
        }

        var encrypted = written.Overrides.ToDictionary(static one => one.Index, static one => one.EncryptedValues().Select(static node => node.WrittenAt).ToHashSet());
        var missed = values.FirstOrDefault(value => value.Node.Text.Length > 0 && !encrypted[value.Document].Contains(InOverride(file.Overrides[value.Document], value.Path)));
        if (missed.Node is not null)
        {
            Refuse(missed.Node, $"{missed.Path} was encrypted, and would not be any more", "exclude it from the file's rule with SOPS first, if it is no secret");
        }

        return missed.Node is null;
    }

    private static ConfigPath InOverride(EncryptableOverride target, ConfigPath path) =>
        path.Steps()[target.BodyPath.Depth..].Aggregate(ConfigPath.Root, static (at, step) => step.IsIndex ? at.Append(step.Index) : at.Append(step.Key));

    private void Warn(IEnumerable<string> dropped, ConfigNode at, string reason)
    {
        var kinds = string.Join(", ", dropped.Distinct(StringComparer.Ordinal));
        if (kinds.Length > 0)
        {
            _diagnostics.Add(Diagnostic.At(at, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Warning, $"the file cannot be opened by {kinds} any more: {reason}"));
        }
    }

    private void Refuse(ConfigNode at, string message, string hint) =>
        _diagnostics.Add(Diagnostic.At(at, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, message) with { Hint = hint, IsSensitive = true });
}
