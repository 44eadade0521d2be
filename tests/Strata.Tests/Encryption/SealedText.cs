using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Encryption;
using Strata.Secrets;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Values;

namespace Strata.Tests.Encryption;

/// <summary>Texts of override files that are encrypted, changed and opened again, all in memory, for one key.</summary>
internal sealed class SealedText
{
    private readonly AgeIdentity _identity = AgeIdentity.Generate();

    public SealedText() => Keys = new KeyRing([KeySource.OfAgeIdentities(_identity.Reveal())]);

    public KeyRing Keys { get; }

    public Recipient Recipient => new(WrappedKey.Age, _identity.ToRecipient().ToString());

    /// <summary>The text with its secrets encrypted.</summary>
    public string Encrypt(string text, string file = "docker.yml", EncryptionRequest? request = null)
    {
        var diagnostics = new DiagnosticBag();
        var bytes = new FileEncryption(Keys, diagnostics).Encrypt(Read(text, file), request ?? new EncryptionRequest { Recipients = [Recipient] }).Bytes;
        Assert.Empty(diagnostics.ToSorted());
        return Encoding.UTF8.GetString(bytes!);
    }

    /// <summary>The text with everything in clear again.</summary>
    public string Decrypt(string text, string file = "docker.yml")
    {
        var diagnostics = new DiagnosticBag();
        var bytes = new FileEncryption(Keys, diagnostics).Decrypt(Read(text, file), new EncryptionRequest()).Bytes;
        Assert.Empty(diagnostics.ToSorted());
        return Encoding.UTF8.GetString(bytes!);
    }

    /// <summary>The file that a text is.</summary>
    public EncryptableFile Read(string text, string file = "docker.yml", KeyRing? keys = null)
    {
        var diagnostics = new DiagnosticBag();
        var read = EncryptableFile.Parse(new OverrideFile("docker", file, file), Encoding.UTF8.GetBytes(text), ParseLimits.Default, keys ?? Keys, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return read!;
    }

    /// <summary>What resolving a file of these bytes gives: the configuration, or null, and what was found.</summary>
    public ResolutionOutcome Resolve(ReadOnlySpan<byte> bytes, string file = "docker.yml", KeyRing? keys = null, ImmutableSortedDictionary<string, string>? pins = null)
    {
        var diagnostics = new DiagnosticBag();
        var options = ResolutionOptions.Default with { Keys = keys ?? Keys, AllowUnset = true, Pins = pins ?? ResolutionOptions.Default.Pins };
        var layers = Pipeline.ParseLayers(new OverrideSource("docker", new SourceText(file, bytes.ToArray())), options.Limits, options.Keys, diagnostics);
        var context = new OverrideManager().CreateContext("docker");
        return new ResolutionOutcome(
            diagnostics.HasErrors ? null : Pipeline.Resolve(layers, context, options, static _ => throw new InvalidOperationException("Nothing is included."), diagnostics),
            diagnostics,
            isStrict: false);
    }

    public ResolutionOutcome Resolve(string text, string file = "docker.yml", KeyRing? keys = null, ImmutableSortedDictionary<string, string>? pins = null) =>
        Resolve(Encoding.UTF8.GetBytes(text), file, keys, pins);
}
