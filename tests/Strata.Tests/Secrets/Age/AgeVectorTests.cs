using System.Security.Cryptography;
using System.Text;
using Strata.Secrets.Age;

namespace Strata.Tests.Secrets.Age;

/// <summary>The age test kit: each vector is opened, refused, or refused by name, as it says.</summary>
public class AgeVectorTests
{
    private const int Count = 143;

    private static readonly string Folder = Path.Combine("age", "testdata");

    private static readonly Dictionary<string, AgeFailure> Failures = new(StringComparer.Ordinal)
    {
        ["armor failure"] = AgeFailure.Armor,
        ["header failure"] = AgeFailure.Header,
        ["no match"] = AgeFailure.NoMatch,
        ["HMAC failure"] = AgeFailure.HeaderMac,
        ["payload failure"] = AgeFailure.Payload,
    };

    public static TheoryData<string> Names()
    {
        var root = Path.Combine(Repository.Root, "..", "shared", "conformance", Folder);
        return Directory.Exists(root) ? [.. Directory.EnumerateFiles(root).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : ["x25519"];
    }

    [Fact]
    public void Vectors_AreAllThere() => Assert.Equal(Count, Directory.GetFiles(Repository.Conformance(Folder)).Length);

    [Theory]
    [MemberData(nameof(Names))]
    public void Vector_IsJudgedAsItSays(string name)
    {
        var vector = AgeVector.Read(Repository.Conformance(Path.Combine(Folder, name)));
        var keys = new List<IFileKeyUnwrapper>();
        foreach (var text in vector.Identities)
        {
            if (text.StartsWith("AGE-SECRET-KEY-PQ-", StringComparison.Ordinal))
            {
                var refusal = Assert.Throws<AgeException>(() => AgeIdentity.Parse(text));
                Assert.Equal(AgeFailure.Identity, refusal.Failure);
                Assert.Contains("hybrid", refusal.Message, StringComparison.Ordinal);
            }
            else
            {
                keys.Add(AgeIdentity.Parse(text));
            }
        }

        keys.AddRange(vector.Passphrases.Select(static text => new AgePassphrase(text)));
        if (keys.Count < vector.Identities.Length + vector.Passphrases.Length && name != "hybrid_x25519_arg")
        {
            RefusesHybrid(vector, keys);
            return;
        }

        // Which form a file has is seen by its first line; here the vector says it.
        byte[] Open() => AgeFile.Decrypt(Bare(vector), [.. keys]);
        if (vector.Expect != "success")
        {
            Assert.Equal(Failures[vector.Expect], Assert.Throws<AgeException>(Open).Failure);
            Assert.Throws<AgeException>(() => AgeFile.Decrypt(vector.File, [.. keys]));
            return;
        }

        Assert.Equal(vector.Payload, Convert.ToHexStringLower(SHA256.HashData(Open())));
        Assert.Equal(vector.Payload, Convert.ToHexStringLower(SHA256.HashData(AgeFile.Decrypt(vector.File, [.. keys]))));
    }

    [Fact]
    public void Headers_ThatAreRead_AreWrittenAgainAsTheSameBytes()
    {
        var read = 0;
        foreach (var vector in All().Where(static vector => vector.Expect is not ("header failure" or "armor failure")))
        {
            var file = Bare(vector);
            var header = AgeHeader.Read(file, out var length);
            Assert.Equal(file[..length], header.ToBytes());
            read++;
        }

        Assert.Equal(59, read);
    }

    [Fact]
    public void Armor_ThatIsRead_IsWrittenAgainAsArmorOfTheSameFile()
    {
        var armored = All().Where(static vector => vector.IsArmored && vector.Expect is not "armor failure").ToArray();

        Assert.Equal(11, armored.Length);
        Assert.All(armored, static vector =>
        {
            var written = AgeArmor.Encode(Bare(vector));
            Assert.Equal(Encoding.ASCII.GetString(vector.File).ReplaceLineEndings("\n").Trim(), written.Trim());
            Assert.Equal(Bare(vector), AgeArmor.Decode(Encoding.ASCII.GetBytes(written)));
        });
    }

    [Fact]
    public void Files_ThatAreOpened_AreWrittenAgainUnderTheirKeyAndNonce()
    {
        var opened = 0;
        foreach (var vector in All().Where(static vector => vector.Expect == "success" && vector.Identities is [['A', 'G', 'E', '-', 'S', 'E', 'C', 'R', 'E', 'T', '-', 'K', 'E', 'Y', '-', '1', ..]]))
        {
            var file = Bare(vector);
            var header = AgeHeader.Read(file, out var length);
            var identity = AgeIdentity.Parse(vector.Identities[0]);
            var fileKey = header.Stanzas.Select(identity.Unwrap).First(static key => key is not null)!;

            var written = AgePayload.Encrypt(fileKey, AgePayload.Decrypt(fileKey, file.AsSpan(length)), file.AsSpan(length, AgePayload.NonceLength));

            Assert.True(written.AsSpan().SequenceEqual(file.AsSpan(length)));
            Assert.Equal(file[..length], AgeHeader.Seal(header.Stanzas, fileKey).ToBytes());
            opened++;
        }

        Assert.Equal(19, opened);
    }

    private static IEnumerable<AgeVector> All() => Directory.EnumerateFiles(Repository.Conformance(Folder)).Order(StringComparer.Ordinal).Select(AgeVector.Read);

    private static byte[] Bare(AgeVector vector) => vector.IsArmored ? AgeArmor.Decode(vector.File) : vector.File;

    // Its recipients may be malformed as hybrid ones, which nobody sees here; they are named, and nothing is opened.
    private static void RefusesHybrid(AgeVector vector, List<IFileKeyUnwrapper> keys)
    {
        keys.Add(AgeIdentity.Generate());
        var failure = Assert.Throws<AgeException>(() => AgeFile.Decrypt(vector.File, [.. keys]));
        if (vector.Expect == "header failure" && failure.Failure == AgeFailure.Header)
        {
            return;
        }

        Assert.Equal(AgeFailure.NoMatch, failure.Failure);
        Assert.Contains(Encoding.ASCII.GetString(Bare(vector)).Contains("-> mlkem768x25519 ", StringComparison.Ordinal) ? "hybrid" : "MLKEM768", failure.Message, StringComparison.OrdinalIgnoreCase);
    }
}
