using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>Encrypts an override that is in hand, as <c>strata encrypt</c> does a file.</summary>
internal static class DocumentEncryption
{
    /// <summary>The override with its secrets encrypted, as its file would be read.</summary>
    /// <param name="document">The override; the others of its file are encrypted with it.</param>
    /// <param name="recipients">Who may open it where it does not say.</param>
    /// <param name="keys">The keys at hand.</param>
    /// <param name="limits">What it may ask of the machine.</param>
    /// <exception cref="OverrideValidationException">It cannot be encrypted: no key opens what is encrypted already, for one.</exception>
    public static OverrideDocument Encrypt(OverrideDocument document, ImmutableArray<Recipient> recipients, KeyRing keys, ParseLimits limits)
    {
        var diagnostics = new DiagnosticBag();
        var source = document.Layer.Source;
        var file = new OverrideFile(source.Name, source.File, source.File);
        byte[]? bytes = null;
        try
        {
            if (EncryptableFile.Parse(file, source.Content, limits, keys, diagnostics) is { } read)
            {
                bytes = new FileEncryption(keys, diagnostics).Encrypt(read, new EncryptionRequest { Recipients = recipients }).Bytes;
            }
        }
        catch (KeyException problem)
        {
            diagnostics.Add(Diagnostic.InFile(source.File, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, problem.Message) with { Hint = problem.Hint });
        }

        ImmutableArray<Layers.Layer> layers = bytes is null ? [] : Pipeline.ParseLayers(new OverrideSource(source.Name, new SourceText(source.File, bytes)), limits, keys, diagnostics);
        return OverrideDocument.Accept(layers, diagnostics).First(other => other.Name == document.Name);
    }

    /// <summary>The recipient that a text is: <c>age1...</c>.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static Recipient RecipientOf(string text)
    {
        try
        {
            return new Recipient(WrappedKey.Age, AgeRecipient.Parse(text).ToString());
        }
        catch (AgeException problem)
        {
            throw new ArgumentException(problem.Message, nameof(text), problem);
        }
    }
}
