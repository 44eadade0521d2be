using System.Text;
using CsCheck;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Tests.Secrets.Envelopes;

/// <summary>Values and overrides of our own envelope: what was done to them without the key is seen.</summary>
public sealed class EnvelopeTests : IDisposable
{
    private const string Metadata = "type: docker\nconditions: {environment: production}\nencryption: {version: 1, recipients: [{age: age1one}, {age: age1two}]}\n";

    private readonly SealedOverride _override = new();

    public void Dispose() => _override.Dispose();

    [Fact]
    public void Value_AnyText_ComesBackWithItsType() => Gen.Select(Gen.String, Gen.Int[0, 3]).Sample((text, type) =>
    {
        // A text with half a character is no text of a file.
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        using var key = DataKey.Generate();
        using var cipher = new ValueCipher(key, "file");
        var scalarType = new[] { ScalarType.String, ScalarType.Integer, ScalarType.Float, ScalarType.Boolean }[type];
        var written = cipher.Encrypt(ConfigPath.Parse("a.b[0]"), scalarType, whole).ToString();

        Assert.True(EncryptedValue.TryParse(written, out var value, out _));
        Assert.Equal(written, value.ToString());
        Assert.Equal(scalarType, value.Type);
        Assert.Equal(whole, cipher.Decrypt(ConfigPath.Parse("a.b[0]"), value));
    });

    [Fact]
    public void Value_EncryptedTwice_IsNeverTheSame()
    {
        Assert.NotEqual(_override.Encrypt("a", "x"), _override.Encrypt("a", "x"));
    }

    [Theory]
    [InlineData("a.b[1]")]
    [InlineData("a.b.0")]
    [InlineData("a.c[0]")]
    [InlineData("a")]
    [InlineData("\"a.b\"[0]")]
    [InlineData("b[0]")]
    public void Value_AtAnotherPath_IsRefused(string path)
    {
        using var key = DataKey.Generate();
        using var cipher = new ValueCipher(key, "file");
        var value = cipher.Encrypt(ConfigPath.Parse("a.b[0]"), ScalarType.String, "secret");

        Assert.Null(cipher.Decrypt(ConfigPath.Parse(path), value));
    }

    [Fact]
    public void Value_OfAnotherTypeFileOrKey_IsRefused()
    {
        using var key = DataKey.Generate();
        using var otherKey = DataKey.Generate();
        using var cipher = new ValueCipher(key, "file");
        using var otherFile = new ValueCipher(key, "elif");
        using var other = new ValueCipher(otherKey, "file");
        var value = cipher.Encrypt(ConfigPath.Root, ScalarType.Integer, "12");

        Assert.Equal("12", cipher.Decrypt(ConfigPath.Root, value));
        Assert.Null(cipher.Decrypt(ConfigPath.Root, value with { Type = ScalarType.String }));
        Assert.Null(otherFile.Decrypt(ConfigPath.Root, value));
        Assert.Null(other.Decrypt(ConfigPath.Root, value));
        Assert.Null(other.Decrypt(ConfigPath.Root, value with { KeyId = otherKey.Id }));
    }

    [Fact]
    public void Value_EachBitFlipped_IsRefusedOrAnotherSpellingOfNothing()
    {
        using var key = DataKey.Generate();
        using var cipher = new ValueCipher(key, "file");
        var written = Encoding.ASCII.GetBytes(cipher.Encrypt(ConfigPath.Root, ScalarType.String, "secret").ToString());
        for (var bit = 0; bit < written.Length * 8; bit++)
        {
            written[bit / 8] ^= (byte)(1 << (bit % 8));
            var text = Encoding.Latin1.GetString(written);
            written[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.False(EncryptedValue.TryParse(text, out var value, out _) && cipher.Decrypt(ConfigPath.Root, value) is not null, text);
        }
    }

    [Theory]
    [InlineData("secret", "=")]
    [InlineData("secret", "==")]
    [InlineData("secret", " ")]
    [InlineData("secret", "\n")]
    [InlineData("secret", "A")]
    [InlineData("secret", ",")]
    [InlineData("secre", "=")]
    [InlineData("secrets", "AAAA")]
    public void Value_WithMoreInItsPayload_IsRefused(string text, string more)
    {
        using var key = DataKey.Generate();
        using var cipher = new ValueCipher(key, "file");
        var written = cipher.Encrypt(ConfigPath.Root, ScalarType.String, text).ToString();

        Assert.False(EncryptedValue.TryParse(written[..^1] + more + "]", out var value, out _) && cipher.Decrypt(ConfigPath.Root, value) is not null);
        Assert.False(EncryptedValue.TryParse(written[..^2] + more + written[^2..], out value, out _) && cipher.Decrypt(ConfigPath.Root, value) is not null);
    }

    [Theory]
    [InlineData("secret", 16)] // 34 bytes, so 4 bits of the last character are left over
    [InlineData("secrets", 4)]
    [InlineData("secrets!", 1)]
    public void Value_WithBitsLeftOver_IsWrittenInOneWayOnly(string text, int spellings)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        using var key = DataKey.Generate();
        using var cipher = new ValueCipher(key, "file");
        var written = cipher.Encrypt(ConfigPath.Root, ScalarType.String, text).ToString();

        // Every spelling of the last character with the same bits that count.
        var last = Alphabet.IndexOf(written[^2], StringComparison.Ordinal);
        var same = Alphabet.Where((_, i) => i / spellings == last / spellings);

        Assert.Equal([written[^2]], same.Where(c => EncryptedValue.TryParse(written[..^2] + c + "]", out _, out _)));
    }

    [Fact]
    public void Value_CutShort_IsRefused()
    {
        using var key = DataKey.Generate();
        using var cipher = new ValueCipher(key, "file");
        var written = cipher.Encrypt(ConfigPath.Root, ScalarType.String, "secret").ToString();
        for (var length = 0; length < written.Length; length++)
        {
            Assert.False(EncryptedValue.TryParse(written[..length], out _, out var problem));
            Assert.NotNull(problem);
        }
    }

    [Fact]
    public void Override_AsItWasSealed_IsReadAndItsSecretsAreInClear()
    {
        var body = $"db:\n  password: {_override.Encrypt("db.password", "s3cret $HOME")}\n  port: {_override.Encrypt("db.port", "5432", ScalarType.Integer)}\nlist:\n- \"{_override.Encrypt("list[0]", "x")}\"\n";
        var (root, seal) = _override.Read(Metadata, body, _override.Integrity(Metadata, body));
        var node = (EncryptedNode)((MappingNode)root["db"])["password"];
        var port = (EncryptedNode)((MappingNode)root["db"])["port"];

        Assert.Equal(SealState.Open, seal.State);
        Assert.Equal("s3cret $HOME", node.Decrypt(out _)!.Text);
        Assert.True(node.Decrypt(out _)!.IsSensitive);
        Assert.False(node.Decrypt(out _)!.HasTemplates);
        Assert.Equal(ScalarType.Integer, port.Decrypt(out _)!.Type);
        Assert.Equal("x", ((EncryptedNode)((SequenceNode)root["list"])[0]).Decrypt(out _)!.Text);
    }

    [Theory]
    [InlineData("a: 1\nb: two\nl: [1, 2]\n", "a: \"1\"\nb: two\nl: [1, 2]\n")] // retyped
    [InlineData("a: 1\nb: two\nl: [1, 2]\n", "a: 2\nb: two\nl: [1, 2]\n")] // changed
    [InlineData("a: 1\nb: two\nl: [1, 2]\n", "b: two\nl: [1, 2]\n")] // removed
    [InlineData("a: 1\nb: two\nl: [1, 2]\n", "a: 1\nc: two\nl: [1, 2]\n")] // renamed
    [InlineData("a: 1\nb: two\nl: [1, 2]\n", "a: 1\nb: two\nl: [2, 1]\n")] // swapped
    [InlineData("a: 1\nb: two\nl: [1, 2]\n", "a: 1\nb: two\nl: [1, 2]\nn:\n")] // a null added
    [InlineData("a: ab\nb: c\n", "a: a\nb: bc\n")] // bytes moved between neighbours
    [InlineData("a: {b: 1}\n", "a: [1]\n")]
    [InlineData("a: {b: 1}\n", "a: {}\n")]
    [InlineData("a: [1]\n", "a: !append [1]\n")]
    [InlineData("a: 1\n", "a: !secret 1\n")]
    [InlineData("a: \"\"\n", "a:\n")]
    public void Override_ChangedInClear_IsSeen(string sealedBody, string changed)
    {
        var integrity = _override.Integrity(Metadata, sealedBody);

        Assert.Equal(SealState.Open, _override.Read(Metadata, sealedBody, integrity).Seal.State);
        Assert.Equal(SealState.Broken, _override.Read(Metadata, changed, integrity).Seal.State);
    }

    [Theory]
    [InlineData("environment: production", "environment: staging")]
    [InlineData(", {age: age1two}", "")]
    [InlineData("{age: age1one}, ", "{age: age1one}, {age: age1mallory}, ")]
    [InlineData("version: 1, ", "")]
    [InlineData("type: docker\n", "")]
    public void Override_WhoseMetadataWereChanged_IsSeen(string old, string changed)
    {
        var integrity = _override.Integrity(Metadata, "a: 1");

        Assert.Contains(old, Metadata, StringComparison.Ordinal);
        Assert.Equal(SealState.Broken, _override.Read(Metadata.Replace(old, changed, StringComparison.Ordinal), "a: 1", integrity).Seal.State);
    }

    [Fact]
    public void Override_WithAnOlderValuePutBack_IsSeen()
    {
        var (older, newer) = ($"password: {_override.Encrypt("password", "old")}\n", $"password: {_override.Encrypt("password", "new")}\n");
        var integrity = _override.Integrity(Metadata, newer);

        Assert.Equal(SealState.Open, _override.Read(Metadata, newer, integrity).Seal.State);
        Assert.Equal(SealState.Broken, _override.Read(Metadata, older, integrity).Seal.State);
    }

    [Fact]
    public void Override_LaidOutOtherwise_IsTheSame()
    {
        var integrity = _override.Integrity(Metadata, "a: 1\nb:\n  c: text\n");

        Assert.Equal(SealState.Open, _override.Read(Metadata, "# a comment\nb: {c: \"text\"}\na: 1\n", integrity).Seal.State);
        Assert.Equal(SealState.Open, _override.Read(Metadata.Replace("version: 1, ", "integrity: anything, version: 1, ", StringComparison.Ordinal), "a: 1\nb:\n  c: text\n", integrity).Seal.State);
    }

    [Fact]
    public void Override_WithoutItsKey_SaysWhy()
    {
        using var other = new SealedOverride();
        var body = $"a: {_override.Encrypt("a", "x")}\n";
        var node = Output.Trees.Of(body);
        var envelope = new Envelope(SealedOverride.FileId, "another", [], EncryptionRule.Default, "", node);
        var root = EncryptedItems.Mark(node, new OverrideSeal(envelope, node, node, other));
        var seal = ((EncryptedNode)root["a"]).Seal;

        Assert.Equal(SealState.Locked, seal.State);
        Assert.Equal("it is for another key", seal.Missing!.Message);
        Assert.Null(((EncryptedNode)root["a"]).Decrypt(out _));
    }
}
