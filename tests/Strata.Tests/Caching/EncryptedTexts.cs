using System.Text;
using Strata.Secrets;
using Strata.Secrets.Keys;
using Strata.Secrets.Sops;
using Strata.Tests.Encryption;
using Strata.Tests.Secrets.Sops;
using Strata.Tests.Sources;

namespace Strata.Tests.Caching;

/// <summary>Override files with an encrypted value and one in clear, the keys that open them, and others.</summary>
internal static class EncryptedTexts
{
    /// <summary>What is encrypted in every one.</summary>
    public const string Canary = "kanarie-5e1d";

    private const string Clear = "plain: clear-word";

    /// <summary>The key that opens what Strata encrypted here, as a text.</summary>
    public static string RawKey { get; } = Convert.ToBase64String([.. Enumerable.Range(7, 32).Select(static i => (byte)i)]);
    private static readonly string Wrong = Convert.ToBase64String([.. Enumerable.Range(8, 32).Select(static i => (byte)i)]);

    /// <summary>The sources of a key that opens what Strata encrypted here.</summary>
    public static KeySource SealedKey => KeySource.OfKey(RawKey);

    /// <summary>A key that opens nothing.</summary>
    public static KeySource WrongKey => KeySource.OfKey(Wrong);

    /// <summary>One that opens what SOPS encrypted here.</summary>
    public static KeySource SopsKey => KeySource.OfAgeIdentities(SopsFile.Identity.Reveal());

    /// <summary>An override of a type that Strata encrypted.</summary>
    public static string Sealed(string type) => Encrypt($"_metadata: {{type: {type}}}\nsealed: {{password: {Canary}, {Clear}}}\nbuilt: \"<${{config:sealed.password}}>\"\n");

    /// <summary>One that SOPS encrypted, its metadata in clear.</summary>
    public static string Sops(string type) => SopsEdited.Encrypt(
        $"_metadata: {{type: {type}, priority: high}}\nsops_values: {{hidden: {Canary}, {Clear}}}\n",
        request: new() { Rule = SopsRule.Of(SopsRuleKind.EncryptedRegex, "^hidden$") });

    /// <summary>One whose metadata are encrypted too, as the program itself does it.</summary>
    public static string SopsWhole(string type) => SopsFile.Write($"_metadata: {{type: {type}, sensitive: [{Canary}]}}\nall: {{hidden: {Canary}}}\n");

    /// <summary>The text changed by somebody without its key.</summary>
    public static string Changed(string text) => text.Replace("clear-word", "other-word", StringComparison.Ordinal);

    /// <summary>Text encrypted by Strata.</summary>
    public static string Encrypt(string text)
    {
        using var directory = new TempDirectory();
        directory.Write("sealed.yml", text);
        var manager = new OverrideManager(directory.Path, new OverrideManagerOptions { ReadKeyVariables = false });
        return manager.EncryptSensitiveData(manager.LoadOverrideFile(directory["sealed.yml"])[0], SealedKey).Text;
    }

    /// <summary>Some keys or none, by a number.</summary>
    public static KeyRing Keys(int number) => (number % 5) switch
    {
        0 => KeyRing.Empty,
        1 => new KeyRing([SealedKey]),
        2 => new KeyRing([SopsKey, WrongKey]),
        3 => new KeyRing([WrongKey]),
        _ => new KeyRing([WrongKey, SopsKey, SealedKey]),
    };

    /// <summary>Whether bytes hold what was encrypted.</summary>
    public static bool IsIn(byte[] bytes) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Canary)) >= 0;
}
