using System.Text;
using CsCheck;
using Strata.Secrets.Age;

namespace Strata.Tests.Secrets.Age;

public class AgeFileTests
{
    private static readonly AgeIdentity Identity = AgeIdentity.Generate();

    [Fact]
    public void Encrypt_AnyContent_IsDecryptedByEachRecipient() => Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[1, 4], Gen.Bool).Sample(static (content, count, armored) =>
    {
        var identities = Enumerable.Range(0, count).Select(static _ => AgeIdentity.Generate()).ToArray();
        var file = AgeFile.Encrypt(content, [.. identities.Select(static identity => identity.ToRecipient())]);
        var stored = armored ? Encoding.ASCII.GetBytes(AgeArmor.Encode(file)) : file;

        Assert.All(identities, identity => Assert.Equal(content, AgeFile.Decrypt(stored, AgeIdentity.Generate(), identity)));
        var header = AgeFile.ReadHeader(stored);
        Assert.Equal(file[..header.ToBytes().Length], header.ToBytes());
    }, iter: 40);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(131072)]
    [InlineData(200000)]
    public void Encrypt_LengthsAroundChunks_AreDecrypted(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);

        Assert.Equal(content, AgeFile.Decrypt(AgeFile.Encrypt(content, Identity.ToRecipient()), Identity));
    }

    [Fact]
    public void Encrypt_Passphrase_IsDecryptedByItAlone()
    {
        var file = AgeFile.Encrypt("content"u8, new AgePassphrase("correct horse é", 1));

        Assert.Equal("content"u8, AgeFile.Decrypt(file, Identity, new AgePassphrase("correct horse é")));
        Assert.Equal("the passphrase is wrong", Failure(AgeFailure.NoMatch, file, new AgePassphrase("correct horse e")).Message);
        Assert.Equal("the key does not open it: it was encrypted to a passphrase", Failure(AgeFailure.NoMatch, file, Identity).Message);
    }

    [Fact]
    public void Encrypt_SameContentTwice_GivesOtherBytes() => Assert.NotEqual(AgeFile.Encrypt("x"u8, Identity.ToRecipient()), AgeFile.Encrypt("x"u8, Identity.ToRecipient()));

    [Fact]
    public void Encrypt_ToNobodyOrToAPassphraseAndOthers_IsRefused()
    {
        Assert.Equal(AgeFailure.Recipient, Assert.Throws<AgeException>(static () => AgeFile.Encrypt("x"u8)).Failure);
        Assert.Equal(AgeFailure.Recipient, Assert.Throws<AgeException>(static () => AgeFile.Encrypt("x"u8, Identity.ToRecipient(), new AgePassphrase("x", 1))).Failure);
    }

    [Fact]
    public void Passphrase_EmptyOrNoText_IsRefused()
    {
        Assert.Equal(AgeFailure.Passphrase, Assert.Throws<AgeException>(static () => new AgePassphrase("")).Failure);
        Assert.Equal(AgeFailure.Passphrase, Assert.Throws<AgeException>(static () => new AgePassphrase("\ud800")).Failure);
    }

    [Fact]
    public void Decrypt_WorkFactorAboveTheLimit_IsRefusedBeforeTheWork()
    {
        var file = AgeFile.Encrypt("x"u8, new AgePassphrase("x", 10));

        Assert.Contains("work factor 10", Failure(AgeFailure.Header, file, new AgePassphrase("x") { MaxWorkFactor = 9 }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decrypt_EverySingleBitFlipped_IsDetected()
    {
        var file = AgeFile.Encrypt("a small file"u8, Identity.ToRecipient(), AgeIdentity.Generate().ToRecipient());
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var changed = (byte[])file.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<AgeException>(() => AgeFile.Decrypt(changed, Identity));
        }
    }

    [Fact]
    public void Decrypt_EverySingleBitOfArmorFlipped_IsDetected()
    {
        var file = Encoding.ASCII.GetBytes(AgeArmor.Encode(AgeFile.Encrypt("a small file"u8, Identity.ToRecipient())));
        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            var changed = (byte[])file.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            // The line ending at the end is no part of the file.
            if (bit / 8 < file.Length - 1)
            {
                Assert.Throws<AgeException>(() => AgeFile.Decrypt(changed, Identity));
            }
        }
    }

    [Fact]
    public void Decrypt_EveryTruncation_IsDetected()
    {
        var file = AgeFile.Encrypt("a small file"u8, Identity.ToRecipient());
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<AgeException>(() => AgeFile.Decrypt(file.AsSpan(0, length), Identity));
        }

        Assert.Throws<AgeException>(() => AgeFile.Decrypt([.. file, 0], Identity));
    }

    [Fact]
    public void Decrypt_CutAtAChunk_IsSaidToBeCutShort()
    {
        var file = AgeFile.Encrypt(new byte[3 * 65536], Identity.ToRecipient());

        Assert.Contains("cut short", Failure(AgeFailure.Payload, file[..^65552], Identity).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decrypt_ChunksExchanged_IsDetected()
    {
        var file = AgeFile.Encrypt(new byte[3 * 65536], Identity.ToRecipient());
        var first = file.Length - (3 * 65552);

        Failure(AgeFailure.Payload, [.. file[..first], .. file[(first + 65552)..(first + (2 * 65552))], .. file[first..(first + 65552)], .. file[(first + (2 * 65552))..]], Identity);
    }

    [Fact]
    public void Decrypt_RecipientRemoved_IsDetected()
    {
        var file = AgeFile.Encrypt("x"u8, Identity.ToRecipient(), AgeIdentity.Generate().ToRecipient());
        var header = AgeHeader.Read(file, out var length);
        var lines = Encoding.ASCII.GetString(file, 0, length).Split('\n');
        byte[] changed = [.. Encoding.ASCII.GetBytes(string.Join('\n', (string[])[.. lines[..3], .. lines[5..]])), .. file[length..]];

        Assert.Equal(2, header.Stanzas.Length);
        Assert.Single(AgeFile.ReadHeader(changed).Stanzas);
        Failure(AgeFailure.HeaderMac, changed, Identity);
    }

    [Fact]
    public void Decrypt_NoKeyFits_TellsWhoCould()
    {
        var file = AgeFile.Encrypt("x"u8, AgeIdentity.Generate().ToRecipient(), AgeIdentity.Generate().ToRecipient());

        Assert.Equal("there is no key to open it: it was encrypted to 2 X25519 recipients", Failure(AgeFailure.NoMatch, file).Message);
        Assert.Equal("none of the 2 keys opens it: it was encrypted to 2 X25519 recipients", Failure(AgeFailure.NoMatch, file, Identity, new AgePassphrase("x")).Message);
    }

    [Fact]
    public void Describe_KindsOfOthers_AreNamedAndCounted()
    {
        var mac = Convert.ToBase64String(new byte[32]).TrimEnd('=');
        var header = AgeFile.ReadHeader(Encoding.ASCII.GetBytes($"age-encryption.org/v1\n-> ssh-ed25519 a b\n\n-> x-grease\n\n-> mlkem768x25519 c\n\n-> ssh-ed25519 d e\n\n--- {mac}\n"));

        Assert.Equal("2 recipients of the kind ssh-ed25519 and 1 recipient of the hybrid kind mlkem768x25519, which Strata does not support", header.Describe());
    }

    [Theory]
    [InlineData("", "no age file")]
    [InlineData("hello\n", "no age file")]
    [InlineData("age-encryption.org/v2\n", "version")]
    [InlineData("age-encryption.org/v1\r\n-> X25519", "carriage return")]
    [InlineData("age-encryption.org/v1\n", "cut short")]
    [InlineData("age-encryption.org/v1\n-> x\n\n", "cut short")]
    [InlineData("age-encryption.org/v1\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", "no recipient")]
    public void Decrypt_NoHeader_SaysWhatIsWrong(string text, string reason)
    {
        var failure = Failure(AgeFailure.Header, Encoding.ASCII.GetBytes(text), Identity);

        Assert.Contains(reason, failure.Message + failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Decrypt_HeaderWithoutEnd_EndsAtItsLimit()
    {
        var stanzas = Enumerable.Repeat("-> unknown with some words\n\n", 60_000);

        Assert.Contains("longer than 1 MiB", Failure(AgeFailure.Header, Encoding.ASCII.GetBytes("age-encryption.org/v1\n" + string.Concat(stanzas)), Identity).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decrypt_FileTooLong_IsRefused() => Failure(AgeFailure.Size, new byte[AgeFile.MaxLength + 1], Identity);

    private static AgeException Failure(AgeFailure expected, byte[] file, params IFileKeyUnwrapper[] keys)
    {
        var failure = Assert.Throws<AgeException>(() => AgeFile.Decrypt(file, keys));
        Assert.Equal(expected, failure.Failure);
        return failure;
    }
}
