using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>What is done to the values of a file. Immutable.</summary>
internal sealed record EncryptionRequest
{
    /// <summary>Paths that are encrypted, or decrypted, whatever their names; none to decrypt all.</summary>
    public ImmutableArray<PathPattern> Paths { get; init; } = [];

    /// <summary>Single values that are encrypted, whatever their names.</summary>
    public IReadOnlySet<ConfigPath> Values { get; init; } = ImmutableHashSet<ConfigPath>.Empty;

    /// <summary>Who may open an override that is encrypted for the first time and does not say.</summary>
    public ImmutableArray<Recipient> Recipients { get; init; } = [];

    /// <summary>Whether changes that somebody made without the key are taken for good.</summary>
    public bool AcceptChanges { get; init; }
}

/// <summary>A file after its values were encrypted or decrypted.</summary>
/// <param name="Bytes">The file's bytes; null, with errors, where nothing can be done.</param>
/// <param name="Count">How many values became other ones.</param>
internal readonly record struct EncryptedBytes(byte[]? Bytes, int Count);

/// <summary>Encrypts and decrypts values of files in place, and gives files new data keys. All of a file or nothing.</summary>
internal sealed class FileEncryption
{
    private readonly KeyRing _keys;
    private readonly DiagnosticBag _diagnostics;

    /// <param name="keys">The keys at hand.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public FileEncryption(KeyRing keys, DiagnosticBag diagnostics)
    {
        _keys = keys;
        _diagnostics = diagnostics;
    }

    /// <summary>Encrypts what must be. What is encrypted already keeps its bytes.</summary>
    public EncryptedBytes Encrypt(EncryptableFile file, EncryptionRequest request)
    {
        using var editor = new EnvelopeEditor(file, _keys, _diagnostics);
        var count = 0;
        foreach (var target in file.Overrides)
        {
            ImmutableArray<ClearValue> values = [.. target.Secrets().UnionBy(target.At(request.Paths), static value => value.Path).UnionBy(target.At(request.Values), static value => value.Path)];
            WarnOfTemplates(values);
            values = values.RemoveAll(static value => value.IsTemplate);
            count += target.Envelope is null ? EncryptFirst(editor, target, values, request) : EncryptMore(editor, target, values, request);
        }

        return new EncryptedBytes(editor.Apply(), count);
    }

    /// <summary>Decrypts all, and takes the envelope away, or what stands at some paths.</summary>
    public EncryptedBytes Decrypt(EncryptableFile file, EncryptionRequest request)
    {
        using var editor = new EnvelopeEditor(file, _keys, _diagnostics);
        var count = 0;
        foreach (var target in file.Overrides.Where(static target => target.Envelope is not null))
        {
            if (OpenIntact(editor, target, request.AcceptChanges) is not { } key)
            {
                continue;
            }

            using var cipher = new ValueCipher(key, target.Envelope!.FileId);
            var all = request.Paths.IsEmpty;
            foreach (var node in target.EncryptedValues().Where(node => all || EncryptableOverride.Matches(node.WrittenAt, request.Paths)))
            {
                if (TextOf(node, cipher) is var (text, type))
                {
                    editor.WriteClear(target, node.WrittenAt, text, type);
                    count++;
                }
            }

            if (all)
            {
                editor.RemoveEnvelope(target);
            }
            else
            {
                editor.Seal(target, key);
            }
        }

        return new EncryptedBytes(editor.Apply(), count);
    }

    /// <summary>Gives every encrypted override a new data key, and its values new ciphertexts.</summary>
    /// <param name="file">The file.</param>
    /// <param name="request">Whether changes are accepted.</param>
    /// <param name="removed">Those who may not open it any more; null for nobody. An override that has none of them stays as it is.</param>
    public EncryptedBytes Rotate(EncryptableFile file, EncryptionRequest request, IReadOnlyCollection<Recipient>? removed = null)
    {
        using var editor = new EnvelopeEditor(file, _keys, _diagnostics);
        var count = 0;
        foreach (var target in file.Overrides)
        {
            if (removed is not null && !target.Encryption.Recipients.Any(removed.Contains))
            {
                continue;
            }

            if (target.Envelope is null)
            {
                editor.RemoveRecipients(target, removed ?? []);
                continue;
            }

            if (OpenIntact(editor, target, request.AcceptChanges) is not { } old)
            {
                continue;
            }

            using var key = DataKey.Generate();
            using var from = new ValueCipher(old, target.Envelope!.FileId);
            using var to = new ValueCipher(key, target.Envelope.FileId);
            foreach (var node in target.EncryptedValues())
            {
                if (TextOf(node, from) is var (text, type))
                {
                    editor.Write(target, node.WrittenAt, to.Encrypt(node.WrittenAt, type, text));
                    count++;
                }
            }

            editor.ReplaceKey(target, key, wrapped => removed?.Contains(new Recipient(wrapped.Kind, wrapped.Recipient)) != true);
        }

        return new EncryptedBytes(editor.Apply(), count);
    }

    /// <summary>Lets more recipients open a file. Those that may already are passed by.</summary>
    public EncryptedBytes AddRecipients(EncryptableFile file, IReadOnlyCollection<Recipient> recipients)
    {
        using var editor = new EnvelopeEditor(file, _keys, _diagnostics);
        var count = 0;
        foreach (var target in file.Overrides)
        {
            ImmutableArray<Recipient> added = [.. recipients.Except(target.Encryption.Recipients)];
            if (added.IsEmpty)
            {
                continue;
            }

            if (target.Envelope is null)
            {
                editor.AddRecipients(target, added.Select(EnvelopeEditor.NodeOf));
            }
            else if (OpenIntact(editor, target, acceptChanges: false) is { } key)
            {
                editor.AddRecipients(target, added.Select(recipient => EnvelopeEditor.NodeOf(_keys.Wrap(recipient.Kind, recipient.Name, key))));
                editor.Seal(target, key);
            }

            count += added.Length;
        }

        return new EncryptedBytes(editor.Apply(), count);
    }

    /// <summary>Takes recipients from a file, which gets a new data key: they know the old one.</summary>
    public EncryptedBytes RemoveRecipients(EncryptableFile file, IReadOnlyCollection<Recipient> recipients, EncryptionRequest request)
    {
        if (!file.Overrides.Any(target => target.Encryption.Recipients.Any(recipients.Contains)))
        {
            return new EncryptedBytes(file.Text.Bytes.ToArray(), 0);
        }

        foreach (var target in file.Overrides)
        {
            if (target.Envelope is not null && target.Encryption.Recipients.All(recipients.Contains))
            {
                throw new KeyException($"nobody could open {target.Layer.Name} any more", "add another recipient first, or decrypt the file");
            }
        }

        return Rotate(file, request, recipients);
    }

    /// <summary>Encrypts values of an override in which nothing is yet, for those that it names or the request does.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="KeyException">Nobody is named.</exception>
    public int EncryptFirst(EnvelopeEditor editor, EncryptableOverride target, ImmutableArray<ClearValue> values, EncryptionRequest request)
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        // Those that the override names itself, where it does.
        var recipients = target.Encryption.Recipients.IsEmpty ? request.Recipients : target.Encryption.Recipients;
        if (recipients.IsEmpty)
        {
            throw new KeyException(
                $"nobody could open {target.Layer.File} once it is encrypted: there is no recipient",
                "name one: --recipient age1..., or recipients in _metadata.encryption, or keys.age_recipients in strata.yml; strata keygen makes a key");
        }

        using var key = DataKey.Generate();
        var fileId = editor.AddEnvelope(target, key, [.. recipients.Select(recipient => _keys.Wrap(recipient.Kind, recipient.Name, key))]);
        using var cipher = new ValueCipher(key, fileId);
        WriteAll(editor, target, values, cipher);
        return values.Length;
    }

    private int EncryptMore(EnvelopeEditor editor, EncryptableOverride target, ImmutableArray<ClearValue> values, EncryptionRequest request)
    {
        if (values.IsEmpty && !request.AcceptChanges)
        {
            // Nothing to do needs no key; but where one is there, what was changed is not passed over in silence.
            if (target.Layer.Seal is { State: SealState.Broken } seal)
            {
                _diagnostics.Add(Seals.Broken(target.Layer, seal));
            }

            return 0;
        }

        if (editor.Open(target) is not { } key)
        {
            return 0;
        }

        var isIntact = EnvelopeEditor.IsIntact(target, key);
        if (values.IsEmpty && isIntact)
        {
            return 0;
        }

        using var cipher = new ValueCipher(key, target.Envelope!.FileId);
        if (!isIntact)
        {
            // A value that was written by hand broke the code; what else did, nobody can tell. Ciphertexts are held to their places all the same.
            foreach (var node in target.EncryptedValues())
            {
                TextOf(node, cipher);
            }

            if (!request.AcceptChanges)
            {
                _diagnostics.Add(Seals.Broken(target.Layer, target.Layer.Seal!, accepted: true));
            }
        }

        WriteAll(editor, target, values, cipher);
        editor.Seal(target, key);
        return values.Length;
    }

    private static void WriteAll(EnvelopeEditor editor, EncryptableOverride target, ImmutableArray<ClearValue> values, ValueCipher cipher)
    {
        foreach (var value in values)
        {
            editor.Write(target, value.Path, cipher.Encrypt(value.Path, value.Node.Type, value.Text!));
        }
    }

    private DataKey? OpenIntact(EnvelopeEditor editor, EncryptableOverride target, bool acceptChanges)
    {
        if (editor.Open(target) is not { } key)
        {
            return null;
        }

        if (acceptChanges || EnvelopeEditor.IsIntact(target, key))
        {
            return key;
        }

        _diagnostics.Add(Seals.Broken(target.Layer, target.Layer.Seal!));
        return null;
    }

    /// <summary>An encrypted value and its text. Null, with an error, where it cannot be read.</summary>
    public static (EncryptedValue Encrypted, string Text)? Decrypt(EncryptedNode node, ValueCipher cipher, DiagnosticBag diagnostics)
    {
        if (EncryptedValue.TryParse(node.Text, out var value, out var problem) && cipher.Decrypt(node.WrittenAt, value) is { } text)
        {
            return (value, text);
        }

        diagnostics.Add(Diagnostic.At(node, DiagnosticCode.BadEncryptedValue, DiagnosticSeverity.Error, $"the encrypted value cannot be read: {problem ?? "it was changed, or encrypted for another place"}") with
        {
            Path = node.WrittenAt,
            Hint = "restore it, or write the value in clear and encrypt the file again",
        });
        return null;
    }

    private (string Text, ScalarType Type)? TextOf(EncryptedNode node, ValueCipher cipher) =>
        Decrypt(node, cipher, _diagnostics) is var (encrypted, text) ? (text, encrypted.Type) : null;

    private static bool HoldsClearPassword(string text) => SecretText.FindPasswords(text)?.Exists(part => !text[part].Contains('$', StringComparison.Ordinal)) == true;

    private void WarnOfTemplates(ImmutableArray<ClearValue> values)
    {
        foreach (var value in values)
        {
            if (value.IsTemplate && HoldsClearPassword(value.Node.Text))
            {
                _diagnostics.Add(Diagnostic.At(value.Node, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Warning, $"{value.Path} holds a template beside a password, and stays as it is") with
                {
                    Path = value.Path,
                    Hint = "give the password by the template too: ${config:...} of an encrypted value, or a variable",
                });
            }
        }
    }
}
