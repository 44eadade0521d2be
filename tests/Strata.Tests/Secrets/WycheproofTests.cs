using System.Security.Cryptography;
using System.Text.Json;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Strata.Tests.Secrets;

/// <summary>What the two implementations of AES-GCM in use do with the vectors of Wycheproof, in the sizes in which they are used.</summary>
public class WycheproofTests
{
    [Fact]
    public void AesGcm_NoncesOfTwelveBytes_BehavesAsTheVectorsSay()
    {
        var vectors = Vectors(static (key, nonce) => key == 256 && nonce == 96);

        Assert.Equal(66, vectors.Length);
        Assert.All(vectors, static vector =>
        {
            using var cipher = new AesGcm(vector.Key, vector.Tag.Length);
            var opened = new byte[vector.Sealed.Length];
            if (!vector.IsValid)
            {
                Assert.Throws<AuthenticationTagMismatchException>(() => cipher.Decrypt(vector.Nonce, vector.Sealed, vector.Tag, opened, vector.AdditionalData));
                return;
            }

            var (written, tag) = (new byte[vector.Message.Length], new byte[vector.Tag.Length]);
            cipher.Encrypt(vector.Nonce, vector.Message, written, tag, vector.AdditionalData);
            cipher.Decrypt(vector.Nonce, vector.Sealed, vector.Tag, opened, vector.AdditionalData);
            Assert.Equal(vector.Sealed, written);
            Assert.Equal(vector.Tag, tag);
            Assert.Equal(vector.Message, opened);
        });
    }

    // Those of 32 bytes are what SOPS uses. There is one with a key of 256 bits; the others show the same code at work.
    [Theory]
    [InlineData(256, 256, 1)]
    [InlineData(256, 0, 105)]
    [InlineData(0, 256, 3)]
    public void GcmBlockCipher_NoncesOfAnyLength_BehavesAsTheVectorsSay(int keySize, int nonceSize, int count)
    {
        var vectors = Vectors((key, nonce) => (keySize == 0 || key == keySize) && (nonceSize == 0 || nonce == nonceSize));

        Assert.Equal(count, vectors.Length);
        Assert.All(vectors, static vector =>
        {
            byte[] whole = [.. vector.Sealed, .. vector.Tag];
            if (!vector.IsValid)
            {
                if (vector.Nonce.Length == 0)
                {
                    Assert.Throws<ArgumentException>(() => Run(false, vector, whole));
                }
                else
                {
                    Assert.Throws<InvalidCipherTextException>(() => Run(false, vector, whole));
                }

                return;
            }

            Assert.Equal(whole, Run(true, vector, vector.Message));
            Assert.Equal(vector.Message, Run(false, vector, whole));
            whole[^1] ^= 1;
            Assert.Throws<InvalidCipherTextException>(() => Run(false, vector, whole));
        });
    }

    private static byte[] Run(bool isEncryption, Vector vector, byte[] input)
    {
        var cipher = new GcmBlockCipher(AesUtilities.CreateEngine());
        cipher.Init(isEncryption, new AeadParameters(new KeyParameter(vector.Key), vector.Tag.Length * 8, vector.Nonce, vector.AdditionalData));
        var output = new byte[cipher.GetOutputSize(input.Length)];
        var length = cipher.ProcessBytes(input, output);
        cipher.DoFinal(output.AsSpan(length));
        return output;
    }

    private static Vector[] Vectors(Func<int, int, bool> isWanted)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.Conformance("wycheproof-aes-gcm.json")));
        return [.. document.RootElement.GetProperty("testGroups").EnumerateArray()
            .Where(group => isWanted(group.GetProperty("keySize").GetInt32(), group.GetProperty("ivSize").GetInt32()) && group.GetProperty("tagSize").GetInt32() == 128)
            .SelectMany(static group => group.GetProperty("tests").EnumerateArray())
            .Select(static test => new Vector(Hex(test, "key"), Hex(test, "iv"), Hex(test, "aad"), Hex(test, "msg"), Hex(test, "ct"), Hex(test, "tag"), test.GetProperty("result").GetString() == "valid"))];
    }

    private static byte[] Hex(JsonElement test, string name) => Convert.FromHexString(test.GetProperty(name).GetString()!);

    private sealed record Vector(byte[] Key, byte[] Nonce, byte[] AdditionalData, byte[] Message, byte[] Sealed, byte[] Tag, bool IsValid);
}
