using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Strata.Secrets.Age;
using Strata.Secrets.Sops;
using Strata.Tests.Documents;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Secrets.Sops;

/// <summary>SOPS files as texts: written from trees, read again, opened.</summary>
internal static class SopsFile
{
    /// <summary>When every file here was last changed.</summary>
    public const string LastModified = "2026-11-24T12:00:00Z";

    public static AgeIdentity Identity { get; } = AgeIdentity.Generate();

    public static SopsEncryptionOptions Options(SopsFormat format = SopsFormat.Yaml, SopsRule? rule = null, bool macOnlyEncrypted = false) => new()
    {
        Format = format,
        Recipients = [Identity.ToRecipient()],
        Rule = rule ?? SopsRule.Default,
        MacOnlyEncrypted = macOnlyEncrypted,
        IsRewritten = true,
    };

    public static SopsEncrypted Encrypt(MappingNode root, SopsEncryptionOptions options) =>
        SopsDocument.Encrypt([root], options, new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 14, 0, 0, 750, TimeSpan.FromHours(2))));

    /// <summary>The text of an encrypted file, written anew.</summary>
    public static string Write(MappingNode root, SopsEncryptionOptions? options = null)
    {
        options ??= Options();
        var encrypted = Encrypt(root, options).WithBlock().Single();
        return options.Format == SopsFormat.Dotenv ? SopsDotenv.Write(encrypted) : Trees.Write(options.Format == SopsFormat.Json ? "json" : "yaml", encrypted);
    }

    /// <summary>The text of an encrypted file.</summary>
    public static string Write(string yaml, SopsEncryptionOptions? options = null) => Write(Trees.Of(yaml), options);

    /// <summary>The documents of a text.</summary>
    public static ImmutableArray<MappingNode> Parse(string text, SopsFormat format = SopsFormat.Yaml)
    {
        if (format == SopsFormat.Dotenv)
        {
            return [SopsDotenv.Read(new SourceDocument("test", new SourceText("test.env", Encoding.UTF8.GetBytes(text))))];
        }

        var parsed = Parsed.From(text, format == SopsFormat.Json ? "test.json" : "test.yml");
        Assert.Empty(parsed.Diagnostics);
        return [.. parsed.Documents.Select(static document => document.Root)];
    }

    public static SopsOpened Open(string text, SopsFormat format = SopsFormat.Yaml) => SopsDocument.Decrypt(Parse(text, format), format, Identity);

    public static MappingNode Decrypt(string text, SopsFormat format = SopsFormat.Yaml) => Assert.Single(Open(text, format).Documents);

    /// <summary>The first thing that is wrong with a text.</summary>
    public static SopsProblem Problem(string text, SopsFormat format = SopsFormat.Yaml) => Assert.Throws<SopsException>(() => Open(text, format)).Problems[0];

    /// <summary>The data key of a text.</summary>
    public static byte[] DataKey(string text, SopsFormat format = SopsFormat.Yaml) => SopsDataKey.Unwrap(SopsMetadata.Read(Parse(text, format)[0], format), [Identity]);

    /// <summary>The scalar at a path.</summary>
    public static ScalarNode At(MappingNode root, string path) => Assert.IsAssignableFrom<ScalarNode>(ConfigPath.Parse(path).Find(root));
}
