using System.Text;
using Microsoft.Extensions.Time.Testing;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Encryption;
using Strata.Secrets;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Sources;
using Strata.Tests.Secrets.Sops;
using Strata.Values;

namespace Strata.Tests.Encryption;

/// <summary>Texts of override files that are encrypted, decrypted and turned in memory, by the identity of <see cref="SopsFile"/>.</summary>
internal static class SopsEdited
{
    public static KeyRing Keys { get; } = new([KeySource.OfAgeIdentities(SopsFile.Identity.Reveal())]);

    public static Recipient Recipient { get; } = new(WrappedKey.Age, $"{SopsFile.Identity.ToRecipient()}");

    private static TimeProvider Clock => new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The text encrypted with SOPS.</summary>
    public static string Encrypt(string text, string name = "a.yml", SopsRequest? request = null) =>
        Good(text, name, (file, bag) => new SopsFileEncryption(Keys, Clock, bag).Encrypt(file, Request(request)));

    /// <summary>What keeps a text from being encrypted.</summary>
    public static Diagnostic EncryptionProblem(string text, string name = "a.yml", SopsRequest? request = null) =>
        Bad(text, name, (file, bag) => new SopsFileEncryption(Keys, Clock, bag).Encrypt(file, Request(request)));

    /// <summary>The text in clear.</summary>
    public static string Decrypt(string text, string name = "a.yml") => Good(text, name, Decrypted);

    /// <summary>What keeps a text from being decrypted.</summary>
    public static Diagnostic DecryptionProblem(string text, string name = "a.yml") => Bad(text, name, Decrypted);

    /// <summary>The text in Strata's own format.</summary>
    public static string ToStrata(string text, EncryptedComments comments = EncryptedComments.Refuse) => Good(text, "a.yml", (file, bag) => new FormatMigration(Keys, Clock, bag).ToStrata(file, comments));

    /// <summary>What keeps a text from being turned.</summary>
    public static Diagnostic ToStrataProblem(string text) => Bad(text, "a.yml", (file, bag) => new FormatMigration(Keys, Clock, bag).ToStrata(file, EncryptedComments.Refuse));

    /// <summary>The text in SOPS's format.</summary>
    public static string ToSops(string text) => Good(text, "a.yml", (file, bag) => new FormatMigration(Keys, Clock, bag).ToSops(file.AsEncryptable(file.Text.Bytes, Keys, bag)!, file));

    /// <summary>The values of a text as they are read, by their paths.</summary>
    public static Dictionary<string, string> Read(string text, string name = "a.yml")
    {
        var bag = new DiagnosticBag();
        var layers = Pipeline.ParseLayers(new OverrideSource("a", new SourceText(name, Encoding.UTF8.GetBytes(text))), ParseLimits.Default, Keys, bag);
        Assert.Empty(bag.ToSorted());
        return layers.SelectMany(static layer => SopsText.Scalars(layer.Body)).ToDictionary(static scalar => $"{scalar.Path}", static scalar => scalar.Node.Text);
    }

    private static SopsRequest Request(SopsRequest? request) => (request ?? new SopsRequest()) with { Recipients = [Recipient] };

    private static EncryptedBytes Decrypted(SopsText file, DiagnosticBag bag) =>
        new SopsFileDecryption(Keys, bag).Decrypt(file) is { } clear ? new EncryptedBytes(clear.Bytes, clear.Values.Length) : default;

    private static string Good(string text, string name, Func<SopsText, DiagnosticBag, EncryptedBytes> change)
    {
        var bag = new DiagnosticBag();
        var bytes = Change(text, name, change, bag);
        Assert.DoesNotContain(bag.ToSorted(), static found => found.Severity == DiagnosticSeverity.Error);
        return Encoding.UTF8.GetString(Assert.IsType<byte[]>(bytes));
    }

    private static Diagnostic Bad(string text, string name, Func<SopsText, DiagnosticBag, EncryptedBytes> change)
    {
        var bag = new DiagnosticBag();
        Assert.Null(Change(text, name, change, bag));
        return bag.ToSorted().First(static found => found.Severity == DiagnosticSeverity.Error);
    }

    private static byte[]? Change(string text, string name, Func<SopsText, DiagnosticBag, EncryptedBytes> change, DiagnosticBag bag)
    {
        var file = SopsText.Read(new OverrideFile("a", name, name), Encoding.UTF8.GetBytes(text), ParseLimits.Default, bag);
        return file is null ? null : change(file, bag).Bytes;
    }
}
