using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Editing;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>
/// A file with its encrypted values in clear, for a person to edit, and the way back: what was not changed keeps its ciphertext, what
/// was is encrypted anew, and everything else stays as the person wrote it. Its envelopes stay in it, so that each override is known again
/// wherever it stands.
/// </summary>
internal sealed class PlainCopy : IDisposable
{
    // What is shorter stands in too many words to be taken for a secret in one of them.
    private const int ShortestHidden = 4;

    private readonly EncryptableFile _file;
    private readonly KeyRing _keys;
    private readonly ImmutableArray<OpenedOverride> _opened;

    private PlainCopy(EncryptableFile file, KeyRing keys, ImmutableArray<OpenedOverride> opened, byte[] bytes)
    {
        _file = file;
        _keys = keys;
        _opened = opened;
        Bytes = bytes;
    }

    /// <summary>The text in clear.</summary>
    public byte[] Bytes { get; }

    /// <summary>Opens a file. Null, with errors, where a key is missing, a seal is broken, or nothing of it would be encrypted.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keys">The keys at hand.</param>
    /// <param name="acceptChanges">Whether changes that somebody made without the key are taken for good, with a warning.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static PlainCopy? Of(EncryptableFile file, KeyRing keys, bool acceptChanges, DiagnosticBag diagnostics)
    {
        if (!file.Overrides.Any(static target => target.Envelope is not null || !target.Encryption.Recipients.IsEmpty))
        {
            diagnostics.Add(Diagnostic.InFile(file.File, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, "nothing in it is encrypted, and it names nobody to encrypt for") with
            {
                Hint = $"encrypt it first: strata encrypt {file.File}; or name recipients in its _metadata.encryption",
            });
            return null;
        }

        using var editor = new EnvelopeEditor(file, keys, diagnostics);
        var opened = new List<OpenedOverride>();
        foreach (var target in file.Overrides.Where(static target => target.Envelope is not null))
        {
            if (Open(file, target, editor, acceptChanges, diagnostics) is { } one)
            {
                opened.Add(one);
            }
        }

        if (editor.Apply() is { } bytes && file.With(bytes, diagnostics) is { } copy)
        {
            opened.ForEach(one => RememberQuotes(one, copy));
            return new PlainCopy(file, keys, [.. opened], bytes);
        }

        opened.ForEach(static one => one.Dispose());
        return null;
    }

    /// <summary>
    /// Encrypts the copy after it was edited. Null, with errors, where it is no override any more, or something in it cannot be encrypted.
    /// Problems have the places of the copy, and show no line of it.
    /// </summary>
    public byte[]? Encrypt(ReadOnlyMemory<byte> edited, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        byte[]? bytes = null;
        try
        {
            bytes = EncryptInto(edited, found);
        }
        catch (KeyException problem)
        {
            found.Add(Diagnostic.InFile(_file.File, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, problem.Message) with { Hint = problem.Hint });
        }

        diagnostics.AddRange(found.ToSorted().Select(WithoutSecrets));
        return bytes;
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        foreach (var opened in _opened)
        {
            opened.Dispose();
        }
    }

    private static OpenedOverride? Open(EncryptableFile file, EncryptableOverride target, EnvelopeEditor editor, bool acceptChanges, DiagnosticBag diagnostics)
    {
        if (editor.Open(target) is not { } key)
        {
            return null;
        }

        if (!EnvelopeEditor.IsIntact(target, key))
        {
            diagnostics.Add(Seals.Broken(target.Layer, target.Layer.Seal!, acceptChanges));
            if (!acceptChanges)
            {
                return null;
            }
        }

        var opened = new OpenedOverride(target.Index, target.Layer.Name, target.Envelope!, DataKey.Of(key.Reveal())!);
        using var cipher = new ValueCipher(key, target.Envelope!.FileId);
        foreach (var (path, node) in target.Scalars())
        {
            if (node is not EncryptedNode encrypted)
            {
                opened.AddClear(path, node.Text);
            }
            else if (FileEncryption.Decrypt(encrypted, cipher, diagnostics) is { } value)
            {
                var quotes = file.Text.Find(target.Index, target.InDocument(path))?.Style ?? WrittenStyle.Plain;
                opened.AddEncrypted(path, new OpenedValue(value.Encrypted, value.Text, quotes));
                editor.WriteClear(target, path, value.Text, value.Encrypted.Type);
            }
        }

        return opened;
    }

    private static void RememberQuotes(OpenedOverride opened, EncryptableFile copy)
    {
        var target = copy.Overrides[opened.Index];
        foreach (var (path, value) in opened.Values)
        {
            value.QuotesInCopy = copy.Text.Find(target.Index, target.InDocument(path))?.Style ?? WrittenStyle.Missing;
        }
    }

    private byte[]? EncryptInto(ReadOnlyMemory<byte> edited, DiagnosticBag found)
    {
        if (_file.With(edited, found) is not { } file || !AreEnvelopesKept(file, found))
        {
            return null;
        }

        using var editor = new EnvelopeEditor(file, _keys, found);
        var encryption = new FileEncryption(_keys, found);
        foreach (var target in file.Overrides)
        {
            if (target.Envelope is { } envelope)
            {
                EncryptAgain(file, target, _opened.First(opened => opened.Envelope.FileId == envelope.FileId), editor, found);
            }
            else if (!target.Encryption.Recipients.IsEmpty)
            {
                encryption.EncryptFirst(editor, target, [.. target.Secrets().Where(static value => !value.IsTemplate)], new EncryptionRequest());
            }
        }

        return editor.Apply();
    }

    private static void EncryptAgain(EncryptableFile file, EncryptableOverride target, OpenedOverride opened, EnvelopeEditor editor, DiagnosticBag found)
    {
        using var cipher = new ValueCipher(opened.Key, opened.Envelope.FileId);
        var secrets = target.Secrets().Select(static value => value.Path).ToHashSet();
        foreach (var (path, node) in target.Scalars())
        {
            if (node is EncryptedNode pasted)
            {
                FileEncryption.Decrypt(pasted, cipher, found);
                continue;
            }

            var value = ClearValue.Of(path, node);
            var old = opened.Values.GetValueOrDefault(path);
            if (node.IsNull || (old is null && !secrets.Contains(path) && !opened.WasEncryptedElsewhere(value)))
            {
                continue;
            }

            if (value.Text is not { } text)
            {
                CheckTemplate(value, wasEncrypted: old is not null, opened, found);
            }
            else if (old is null)
            {
                editor.Write(target, path, cipher.Encrypt(path, node.Type, text));
            }
            else
            {
                // Quotes that the copy only needed for the text in clear are none of the file's.
                var quotes = file.Text.Find(target.Index, target.InDocument(path))?.Style == old.QuotesInCopy ? old.Quotes : (WrittenStyle?)null;
                editor.Write(target, path, old.Text == text && old.Type == node.Type ? old.Encrypted : cipher.Encrypt(path, node.Type, text), quotes);
            }
        }

        editor.Seal(target, opened.Key);
    }

    // A password with a dollar sign in it must not become a variable, in clear, unseen.
    private static void CheckTemplate(in ClearValue value, bool wasEncrypted, OpenedOverride opened, DiagnosticBag found)
    {
        if (opened.StoodInClear(value.Path, value.Node.Text))
        {
            return;
        }

        if (!TemplateLiteral.IsExplicit(value.Node.Text))
        {
            found.Add(Diagnostic.At(value.Node, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, $"{value.Path} holds a dollar sign that begins a variable, and would stand in clear") with
            {
                Path = value.Path,
                Hint = "write $$ for a dollar sign; where the variable is meant, write ${NAME}",
            });
        }
        else if (wasEncrypted)
        {
            found.Add(Diagnostic.At(value.Node, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Warning, $"{value.Path} was encrypted, and is a template from now on, in clear") with
            {
                Path = value.Path,
                Hint = "write $$ where a dollar sign is meant",
            });
        }
    }

    // Each override has an envelope of its own, and the one that it had.
    private bool AreEnvelopesKept(EncryptableFile file, DiagnosticBag found)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in file.Overrides)
        {
            if (target.Envelope is { } envelope)
            {
                var opened = _opened.FirstOrDefault(opened => opened.Envelope.FileId == envelope.FileId);
                if (opened is null || opened.Envelope.KeyId != envelope.KeyId)
                {
                    found.Add(Refusal(envelope.Node, "\"encryption\" is not the one that stood here", "restore it: strata encrypt and strata rotate write it"));
                }
                else if (!seen.Add(envelope.FileId))
                {
                    found.Add(Refusal(envelope.Node, "two overrides have the same \"encryption\"", "of the new one keep its recipients alone, without their \"key\""));
                }
            }
        }

        foreach (var lost in _opened.Where(opened => !seen.Contains(opened.Envelope.FileId)))
        {
            // One that is gone as a whole was removed; one without its envelope would stand in clear.
            if (lost.Index < file.Overrides.Length && file.Overrides[lost.Index].Envelope is null && file.Overrides.Length >= _file.Overrides.Length)
            {
                found.Add(Refusal(file.Overrides[lost.Index].Layer.Body, $"{lost.Name} has lost its \"encryption\", and would stand in clear", $"restore it; to have the file in clear: strata decrypt {_file.File}"));
            }
        }

        return !found.HasErrors;
    }

    private static Diagnostic Refusal(ConfigNode node, string message, string hint) =>
        Diagnostic.At(node, DiagnosticCode.CannotBeEncrypted, DiagnosticSeverity.Error, message) with { Hint = hint };

    // The line stays where the person sees it: in the editor. What a message quotes of it may be a value, too.
    private Diagnostic WithoutSecrets(Diagnostic diagnostic) => new(diagnostic.Code, diagnostic.Severity, Masked(diagnostic.Message))
    {
        Path = diagnostic.Path,
        File = diagnostic.File,
        Position = diagnostic.Position,
        Length = diagnostic.Length,
        Hint = diagnostic.Hint is { } hint ? Masked(hint) : null,
        Label = diagnostic.Label is { } label ? Masked(label) : null,
        Related = diagnostic.Related,
        IsSensitive = diagnostic.IsSensitive,
    };

    private string Masked(string message)
    {
        foreach (var text in _opened.SelectMany(static opened => opened.Texts).Where(static text => text.Length >= ShortestHidden).OrderByDescending(static text => text.Length))
        {
            message = message.Replace(text, SecretText.Mask, StringComparison.Ordinal);
        }

        return message;
    }
}
