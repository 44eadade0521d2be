using System.Buffers.Text;
using System.Security.Cryptography;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>
/// Changes of a file's envelopes and of the values in them, made all at once. At the end the overrides that were touched get their
/// integrity codes anew. Only the texts of the values and of the envelope change; everything else stays byte for byte.
/// </summary>
internal sealed class EnvelopeEditor : IDisposable
{
    // Until the rest of the override is as it will be.
    private const string Pending = "pending";

    private readonly EncryptableFile _file;
    private readonly KeyRing _keys;
    private readonly DiagnosticBag _diagnostics;
    private readonly ConfigurationEdit _edit;
    private readonly Dictionary<int, DataKey> _touched = [];
    private readonly Dictionary<int, DataKey> _opened = [];

    /// <param name="file">The file.</param>
    /// <param name="keys">The keys at hand.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public EnvelopeEditor(EncryptableFile file, KeyRing keys, DiagnosticBag diagnostics)
    {
        _file = file;
        _keys = keys;
        _diagnostics = diagnostics;
        _edit = file.Text.Edit();
    }

    /// <summary>The data key of an encrypted override, which stays the editor's. Null, with an error, where no key opens it.</summary>
    public DataKey? Open(EncryptableOverride target)
    {
        if (_opened.TryGetValue(target.Index, out var known))
        {
            return known;
        }

        var envelope = target.Envelope!;
        if (_keys.Unlock(envelope, out var problem) is not { } key)
        {
            _diagnostics.Add(Diagnostic.At(envelope.Node, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, $"{_file.File} is encrypted, and {problem!.Message}") with
            {
                Path = target.EncryptionPath,
                Hint = problem.Hint,
            });
            return null;
        }

        return _opened[target.Index] = key;
    }

    /// <summary>Whether an encrypted override is as its last writer with a key left it.</summary>
    public static bool IsIntact(EncryptableOverride target, DataKey key) =>
        IntegrityCode.AreEqual(target.Layer.Seal!.IntegrityUnder(key), target.Envelope!.Integrity);

    /// <summary>Puts an encrypted value in a value's place, in the same quotes unless others are said.</summary>
    public void Write(EncryptableOverride target, ConfigPath path, EncryptedValue value, WrittenStyle? quotes = null)
    {
        try
        {
            _edit.Replace(target.Index, target.InDocument(path), value.ToString(), ScalarType.String, quotes);
        }
        catch (EditRefusedException refused)
        {
            Refuse(target, path, refused);
        }
    }

    /// <summary>Puts a value in clear in an encrypted one's place.</summary>
    public void WriteClear(EncryptableOverride target, ConfigPath path, string text, ScalarType type)
    {
        try
        {
            _edit.Replace(target.Index, target.InDocument(path), TemplateLiteral.TemplateOf(text), type);
        }
        catch (EditRefusedException refused)
        {
            Refuse(target, path, refused);
        }
    }

    /// <summary>Has the override's code made anew, under a key.</summary>
    public void Seal(EncryptableOverride target, DataKey key) => _touched[target.Index] = DataKey.Of(key.Reveal())!;

    /// <summary>Gives an override an envelope.</summary>
    /// <param name="target">The override, in which nothing is encrypted yet.</param>
    /// <param name="key">Its new data key.</param>
    /// <param name="recipients">Who may open it.</param>
    /// <returns>The id that its values are bound to.</returns>
    public string AddEnvelope(EncryptableOverride target, DataKey key, IReadOnlyList<WrappedKey> recipients)
    {
        var fileId = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Envelope.FileIdLength));
        (string Key, ConfigNode Value)[] parts =
        [
            (EncryptionReader.VersionKey, ScalarNode.Of(Envelope.Version)),
            (EncryptionReader.FileKey, ScalarNode.Of(fileId)),
            (EncryptionReader.KeyKey, ScalarNode.Of(key.Id)),
            (EncryptionReader.RecipientsKey, ListOf(recipients)),
            (IntegrityCode.Key, ScalarNode.Of(Pending)),
        ];
        if (target.Layer.WrittenMetadata?.ContainsKey(EncryptionReader.Key) == true)
        {
            // What a person wrote there stays.
            foreach (var (name, value) in parts)
            {
                _edit.Set(target.Index, target.EncryptionPath.Append(name), value);
            }
        }
        else
        {
            // First, so that a file that was cut short anywhere is seen to be.
            _edit.Set(target.Index, target.EncryptionPath, MappingOf(parts), first: true);
        }

        Seal(target, key);
        return fileId;
    }

    /// <summary>Takes the envelope from an override; a rule that a person wrote stays.</summary>
    public void RemoveEnvelope(EncryptableOverride target)
    {
        if (target.Layer.WrittenMetadata![EncryptionReader.Key] is MappingNode written && written.ContainsKey(EncryptionReader.RuleKey))
        {
            foreach (var key in written.Keys.Where(static key => key != EncryptionReader.RuleKey))
            {
                _edit.Remove(target.Index, target.EncryptionPath.Append(key));
            }
        }
        else
        {
            _edit.Remove(target.Index, target.EncryptionPath);
        }
    }

    /// <summary>Puts another data key in place of an override's, wrapped for those of its recipients that stay.</summary>
    public void ReplaceKey(EncryptableOverride target, DataKey key, Func<WrappedKey, bool> stays)
    {
        var envelope = target.Envelope!;
        var recipients = target.EncryptionPath.Append(EncryptionReader.RecipientsKey);
        _edit.Replace(target.Index, target.EncryptionPath.Append(EncryptionReader.KeyKey), key.Id, ScalarType.String);
        for (var i = 0; i < envelope.Keys.Length; i++)
        {
            var old = envelope.Keys[i];
            if (stays(old))
            {
                _edit.Replace(target.Index, recipients.Append(i).Append(EncryptionReader.KeyKey), _keys.Wrap(old.Kind, old.Recipient, key).Text, ScalarType.String);
            }
            else
            {
                _edit.Remove(target.Index, recipients.Append(i));
            }
        }

        Seal(target, key);
    }

    /// <summary>Adds recipients behind those that an override has.</summary>
    public void AddRecipients(EncryptableOverride target, IEnumerable<ConfigNode> recipients)
    {
        var path = target.EncryptionPath.Append(EncryptionReader.RecipientsKey);
        if (target.Encryption.Recipients.IsEmpty)
        {
            _edit.Set(target.Index, path, new SequenceNode(ScalarNode.Synthetic, default, [.. recipients]));
            return;
        }

        foreach (var recipient in recipients)
        {
            _edit.Append(target.Index, path, recipient);
        }
    }

    /// <summary>Takes recipients from an override in which nothing is encrypted yet.</summary>
    public void RemoveRecipients(EncryptableOverride target, IReadOnlyCollection<Recipient> recipients)
    {
        for (var i = 0; i < target.Encryption.Recipients.Length; i++)
        {
            if (recipients.Contains(target.Encryption.Recipients[i]))
            {
                _edit.Remove(target.Index, target.EncryptionPath.Append(EncryptionReader.RecipientsKey).Append(i));
            }
        }
    }

    /// <summary>A recipient as an override has it.</summary>
    public static MappingNode NodeOf(WrappedKey recipient) => MappingOf((recipient.Kind, ScalarNode.Of(recipient.Recipient)), (EncryptionReader.KeyKey, ScalarNode.Of(recipient.Text)));

    /// <summary>The same for one whose data key there is none of yet.</summary>
    public static MappingNode NodeOf(Recipient recipient) => MappingOf((recipient.Kind, ScalarNode.Of(recipient.Name)));

    /// <summary>The file's bytes with all changes made. Null, with errors, where any of them cannot be.</summary>
    public byte[]? Apply()
    {
        if (_diagnostics.HasErrors)
        {
            return null;
        }

        try
        {
            var bytes = _edit.Apply();
            return _touched.Count == 0 ? bytes : Sealed(bytes);
        }
        catch (EditRefusedException refused)
        {
            _diagnostics.Add(EncryptableFile.Refusal(_file.File, refused));
            return null;
        }
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        foreach (var key in _touched.Values.Concat(_opened.Values))
        {
            key.Dispose();
        }
    }

    private byte[]? Sealed(byte[] bytes)
    {
        if (_file.With(bytes, _diagnostics) is not { } written)
        {
            return null;
        }

        var edit = written.Text.Edit();
        foreach (var (index, key) in _touched)
        {
            var target = written.Overrides[index];
            edit.Replace(index, target.EncryptionPath.Append(IntegrityCode.Key), target.Layer.Seal!.IntegrityUnder(key), ScalarType.String);
        }

        return edit.Apply();
    }

    private void Refuse(EncryptableOverride target, ConfigPath path, EditRefusedException refused) => _diagnostics.Add(
        Diagnostic.At(path.Find(target.Layer.Body) ?? target.Layer.Body, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, refused.Message) with { Path = path });

    private static SequenceNode ListOf(IEnumerable<WrappedKey> recipients) => new(ScalarNode.Synthetic, default, [.. recipients.Select(NodeOf)]);

    private static MappingNode MappingOf(params ReadOnlySpan<(string Key, ConfigNode Value)> parts)
    {
        var entries = new MappingEntry[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            entries[i] = new MappingEntry(parts[i].Key, parts[i].Value, default);
        }

        return new MappingNode(ScalarNode.Synthetic, default, entries);
    }
}
