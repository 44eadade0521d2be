using System.Buffers.Text;
using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Layers;

/// <summary>
/// Reads <c>_metadata.encryption</c>. Written by hand it has a <c>rule</c> and <c>recipients</c> at most; <c>strata encrypt</c> adds the rest,
/// all of it or nothing.
/// </summary>
internal static class EncryptionReader
{
    /// <summary>The key of the metadata.</summary>
    public const string Key = "encryption";

    /// <summary>The version of the envelope.</summary>
    public const string VersionKey = "version";

    /// <summary>The override's id.</summary>
    public const string FileKey = "file";

    /// <summary>The id of the data key; beneath a recipient, that key wrapped for it.</summary>
    public const string KeyKey = "key";

    /// <summary>Who may open the override.</summary>
    public const string RecipientsKey = "recipients";

    /// <summary>What is encrypted beside what is secret by its name.</summary>
    public const string RuleKey = "rule";

    private static readonly string[] Keys = [FileKey, IntegrityCode.Key, KeyKey, RecipientsKey, RuleKey, VersionKey];
    private static readonly string[] RuleKeys = ["except", "paths"];

    // What makes an override an encrypted one.
    private static readonly string[] SealKeys = [VersionKey, FileKey, KeyKey, IntegrityCode.Key];

    public static EncryptionSettings? Read(MetadataValue value)
    {
        value = value with { Code = DiagnosticCode.BadEncryption };
        if (!value.TryMapping("a mapping", out var mapping))
        {
            return null;
        }

        string? file = null, key = null, integrity = null;
        ImmutableArray<(Recipient Recipient, string? Key)> recipients = [];
        var rule = EncryptionRule.Default;
        var isGood = true;
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            switch (entry.Key)
            {
                case VersionKey:
                    isGood &= IsKnownVersion(child);
                    break;
                case FileKey:
                    isGood &= child.TryName("the id of the override", out file);
                    break;
                case KeyKey:
                    isGood &= child.TryName("the id of the data key", out key);
                    break;
                case IntegrityCode.Key:
                    isGood &= child.TryName("the code over the override", out integrity);
                    break;
                case RecipientsKey:
                    isGood &= TryRecipients(child, out recipients);
                    break;
                case RuleKey:
                    isGood &= TryRule(child, out rule);
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.BadEncryption, "key of \"encryption\"", Keys);
                    isGood = false;
                    break;
            }
        }

        if (!isGood || !IsWhole(value, mapping, recipients))
        {
            return null;
        }

        ImmutableArray<Recipient> who = [.. recipients.Select(static recipient => recipient.Recipient)];
        return new EncryptionSettings(who, rule, file is null || key is null || integrity is null ? null : new Envelope(
            file,
            key,
            [.. recipients.Select(static recipient => new WrappedKey(recipient.Recipient.Kind, recipient.Recipient.Name, recipient.Key!))],
            rule,
            integrity,
            mapping));
    }

    private static bool IsWhole(MetadataValue value, MappingNode mapping, ImmutableArray<(Recipient Recipient, string? Key)> recipients)
    {
        var missing = Array.FindAll(SealKeys, key => !mapping.ContainsKey(key));
        if (missing.Length > 0 && missing.Length < SealKeys.Length)
        {
            value.Error($"\"encryption\" lacks {string.Join(", ", missing)}", "restore it: without all its parts nothing that is encrypted can be read");
            return false;
        }

        if (missing.Length == 0 && (recipients.IsEmpty || recipients.Any(static recipient => recipient.Key is null)))
        {
            value.Error("\"encryption\" lacks the data key of a recipient", "add recipients by strata recipients add, which wraps the key for them");
            return false;
        }

        if (missing.Length > 0 && recipients.FirstOrDefault(static recipient => recipient.Key is not null) is { Recipient: not null })
        {
            value.Error("\"encryption\" has a wrapped data key, and not what it opens", "remove the \"key\" of each recipient, or restore the rest");
            return false;
        }

        return true;
    }

    private static bool IsKnownVersion(MetadataValue value)
    {
        if (value.Node is ScalarNode scalar && scalar.TryGetInt64(out var version) && version == Envelope.Version)
        {
            return true;
        }

        if (value.Node is ScalarNode { Type: ScalarType.Integer } other)
        {
            value.Error($"version {other.Text} of encrypted overrides is not known", $"this Strata knows version {Envelope.Version}: use a newer one");
        }
        else
        {
            value.Mismatch("a version, 1,");
        }

        return false;
    }

    private static bool TryRecipients(MetadataValue value, out ImmutableArray<(Recipient Recipient, string? Key)> recipients)
    {
        recipients = [];
        if (value.Node is not SequenceNode)
        {
            value.Mismatch("a list of recipients");
            return false;
        }

        var read = ImmutableArray.CreateBuilder<(Recipient Recipient, string? Key)>();
        var isGood = true;
        foreach (var item in value.Items())
        {
            if (ReadRecipient(item) is { } recipient)
            {
                read.Add(recipient);
            }
            else
            {
                isGood = false;
            }
        }

        recipients = read.DrainToImmutable();
        return isGood;
    }

    private static (Recipient Recipient, string? Key)? ReadRecipient(MetadataValue item)
    {
        if (!item.TryMapping("a recipient such as { age: age1... }", out var mapping))
        {
            return null;
        }

        (Recipient Recipient, string? Key) read = default;
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = item.Child(entry);
            if (!child.TryName("text", out var text))
            {
                return null;
            }

            if (entry.Key == KeyKey)
            {
                read.Key = text;
            }
            else if (read.Recipient is not null || !IsKind(entry.Key))
            {
                child.UnknownKey(DiagnosticCode.BadEncryption, "kind of recipient", [WrappedKey.Age, WrappedKey.Passphrase, WrappedKey.Raw], "known are age, passphrase, raw and the names of key providers, one for each recipient");
                return null;
            }
            else
            {
                read.Recipient = new Recipient(entry.Key, text);
            }
        }

        if (read.Recipient is null)
        {
            item.Error("the recipient does not say who it is", "write { age: age1... }");
            return null;
        }

        if (read is { Key: { } key, Recipient.Kind: WrappedKey.Age or WrappedKey.Passphrase or WrappedKey.Raw } && !Base64Url.IsValid(key))
        {
            item.Error("the wrapped data key of the recipient is no base64url", "restore it: it was changed by hand");
            return null;
        }

        return read;
    }

    private static bool IsKind(string key) => key is WrappedKey.Age or WrappedKey.Passphrase or WrappedKey.Raw || KeyRing.IsProviderName(key);

    private static bool TryRule(MetadataValue value, out EncryptionRule rule)
    {
        rule = EncryptionRule.Default;
        if (!value.TryMapping("a mapping of paths and except", out var mapping))
        {
            return false;
        }

        ImmutableArray<PathPattern> paths = [], except = [];
        foreach (ref readonly var entry in mapping.Entries)
        {
            var child = value.Child(entry);
            var isGood = true;
            switch (entry.Key)
            {
                case "paths":
                    isGood = MetadataReader.TryPatterns(child, out paths);
                    break;
                case "except":
                    isGood = MetadataReader.TryPatterns(child, out except);
                    break;
                default:
                    child.UnknownKey(DiagnosticCode.BadEncryption, "key of \"rule\"", RuleKeys);
                    isGood = false;
                    break;
            }

            if (!isGood)
            {
                return false;
            }
        }

        rule = new EncryptionRule(paths, except);
        return true;
    }
}
