using System.Diagnostics;
using System.Text;
using CsCheck;
using Strata.Secrets.Sops;

namespace Strata.Tests.Secrets.Sops;

public class SopsCipherTests
{
    private const string Path = "app2:db:user:";

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(static value => (byte)value)];

    [Fact]
    public void Encrypt_AnyText_IsDecryptedAtItsPathAlone()
    {
        var (cipher, other) = (new SopsCipher(Key), new SopsCipher(Key));
        Gen.Select(Gen.String[1, 60], Gen.Bool.Select(static isText => isText ? SopsType.Text : SopsType.Comment)).Where(static pair => !pair.Item1.Any(char.IsSurrogate)).Sample((text, type) =>
        {
            var written = cipher.Encrypt(new SopsValue(type, text), Path);
            var value = other.Decrypt(written, Path);

            Assert.Equal(text, value.Reveal());
            Assert.Equal(type, value.Type);
            Assert.Equal(SopsFailure.Forged, Failure(other, written, "app2:db:").Failure);
            Assert.Equal(text, other.Decrypt(written, Path).Reveal());
        }, threads: 1);
    }

    [Theory]
    [InlineData(nameof(SopsType.Text), "str", "hunter2")]
    [InlineData(nameof(SopsType.Integer), "int", "-42")]
    [InlineData(nameof(SopsType.Integer), "int", "9223372036854775807")]
    [InlineData(nameof(SopsType.Float), "float", "3.14")]
    [InlineData(nameof(SopsType.Float), "float", "+Inf")]
    [InlineData(nameof(SopsType.Boolean), "bool", "True")]
    [InlineData(nameof(SopsType.Time), "time", "2026-11-24T12:00:00Z")]
    [InlineData(nameof(SopsType.Time), "time", "2026-11-24T12:00:00.123456789+02:00")]
    [InlineData(nameof(SopsType.Comment), "comment", " a note")]
    public void Encrypt_EachType_IsWrittenAndReadAgain(string typeName, string name, string text)
    {
        var type = Enum.Parse<SopsType>(typeName);
        var written = new SopsCipher(Key).Encrypt(new SopsValue(type, text), Path);
        var value = new SopsCipher(Key).Decrypt(written, Path);

        Assert.StartsWith("ENC[AES256_GCM,data:", written, StringComparison.Ordinal);
        Assert.EndsWith($",type:{name}]", written, StringComparison.Ordinal);
        Assert.Equal((type, text), (value.Type, value.Reveal()));
        Assert.Equal(Encoding.UTF8.GetBytes(text), value.Bytes);
    }

    [Theory]
    [InlineData("int", "4 2")]
    [InlineData("int", "9223372036854775808")]
    [InlineData("int", "0x1F")]
    [InlineData("float", "0ne-and-a-half")]
    [InlineData("float", "1,5")]
    [InlineData("bool", "true")]
    [InlineData("time", "2026-11-24")]
    [InlineData("time", "2026-11-24T12:00:00")]
    [InlineData("time", "2026-11-24T12:00:00.Z")]
    [InlineData("time", "2026-13-24T12:00:00Z")]
    [InlineData("time", "2026-11-24T12:00:00+2:00")]
    public void Decrypt_NoValueOfItsType_IsRefused(string type, string text)
    {
        // The type is no part of what is authenticated.
        var written = new SopsCipher(Key).Encrypt(new SopsValue(SopsType.Text, text), Path).Replace("type:str", $"type:{type}", StringComparison.Ordinal);

        var failure = Failure(new SopsCipher(Key), written);
        Assert.Equal(SopsFailure.WrongType, failure.Failure);
        Assert.DoesNotContain(text, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Decrypt_BytesOfEarlyWriters_AreRead()
    {
        var written = new SopsCipher(Key).Encrypt(new SopsValue(SopsType.Text, "legacy"), Path).Replace("type:str", "type:bytes", StringComparison.Ordinal);

        Assert.Equal("legacy"u8, new SopsCipher(Key).Decrypt(written, Path).Bytes);
        Assert.Throws<ArgumentException>(static () => new SopsCipher(Key).Encrypt(new SopsValue(SopsType.Bytes, "legacy"), Path));
        Assert.Throws<ArgumentException>(static () => new SopsCipher(Key).Encrypt(new SopsValue(SopsType.Integer, "many"), Path));
    }

    [Fact]
    public void Encrypt_EmptyText_StaysClear()
    {
        Assert.Equal("", new SopsCipher(Key).Encrypt(new SopsValue(SopsType.Text, ""), Path));
        Assert.False(SopsCipher.IsEncrypted(""));
    }

    [Fact]
    public void Encrypt_SameValueTwice_GivesOtherTexts()
    {
        var cipher = new SopsCipher(Key);

        Assert.NotEqual(cipher.Encrypt(new SopsValue(SopsType.Text, "x"), Path), cipher.Encrypt(new SopsValue(SopsType.Text, "x"), Path));
    }

    [Fact]
    public void Decrypt_EveryCharacterChanged_IsRefused()
    {
        var cipher = new SopsCipher(Key);
        var written = cipher.Encrypt(new SopsValue(SopsType.Text, "hunter2 and more"), Path);
        for (var i = 0; i < written.Length; i++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                var changed = written.ToCharArray();
                changed[i] ^= (char)(1 << bit);
                Failure(cipher, new string(changed));
            }

            Failure(cipher, written[..i]);
            Failure(cipher, written.Remove(i, 1));
        }

        Assert.Equal("hunter2 and more", cipher.Decrypt(written, Path).Reveal());
    }

    [Theory]
    [InlineData("{0} ")]
    [InlineData(" {0}")]
    [InlineData("{0}]")]
    [InlineData("{0}\n")]
    [InlineData("{0}{0}")]
    public void Decrypt_SomethingAround_IsRefused(string format) => Failure(new SopsCipher(Key), Changed(written => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, written)));

    [Theory]
    [InlineData("type:str]", "type:str,type:str]", nameof(SopsFailure.Malformed))]
    [InlineData("type:str]", "type:]", nameof(SopsFailure.UnknownType))]
    [InlineData("type:str]", "type:STR]", nameof(SopsFailure.UnknownType))]
    [InlineData(",iv:", ",iv: ", nameof(SopsFailure.Malformed))]
    [InlineData("data:", "data:,x:", nameof(SopsFailure.Malformed))]
    [InlineData("AES256_GCM", "AES128_GCM", nameof(SopsFailure.Malformed))]
    [InlineData(",tag:", ",iv:", nameof(SopsFailure.Malformed))]
    [InlineData("data:", "data:é", nameof(SopsFailure.Malformed))]
    [InlineData("data:", "data:AAAA", nameof(SopsFailure.Forged))]
    public void Decrypt_AnotherForm_IsRefused(string part, string other, string expected) =>
        Assert.Equal(expected, Failure(new SopsCipher(Key), Changed(written => written.Replace(part, other, StringComparison.Ordinal))).Failure.ToString());

    [Fact]
    public void Decrypt_ShorterTagOrNonceOrNoData_IsMalformed()
    {
        var written = new SopsCipher(Key).Encrypt(new SopsValue(SopsType.Text, "x"), Path);
        var fields = written["ENC[AES256_GCM,".Length..^1].Split(',').Select(static field => field.Split(':', 2)).ToDictionary(static field => field[0], static field => field[1]);
        string Written(string data, string nonce, string tag) => $"ENC[AES256_GCM,data:{data},iv:{nonce},tag:{tag},type:str]";
        static string Short(string text, int length) => Convert.ToBase64String(Convert.FromBase64String(text)[..length]);

        Assert.Equal(written, Written(fields["data"], fields["iv"], fields["tag"]));
        Assert.Equal(SopsFailure.Malformed, Failure(new SopsCipher(Key), Written(fields["data"], fields["iv"], Short(fields["tag"], 12))).Failure);
        Assert.Equal(SopsFailure.Malformed, Failure(new SopsCipher(Key), Written(fields["data"], Short(fields["iv"], 12), fields["tag"])).Failure);
        Assert.Equal(SopsFailure.Malformed, Failure(new SopsCipher(Key), Written("", fields["iv"], fields["tag"])).Failure);
    }

    [Fact]
    public void Value_NeverShowsItself() => Assert.Equal("********", new SopsValue(SopsType.Text, "hunter2").ToString());

    [Fact]
    public void Node_ItsValues_AreReadAndOursByIt()
    {
        // Another implementation of AES-GCM that takes nonces of 32 bytes.
        const string Script = """
            const crypto = require('crypto'), [key, aad, text] = process.argv.slice(1);
            const k = Buffer.from(key, 'hex'), f = /^ENC\[AES256_GCM,data:(.+),iv:(.+),tag:(.+),type:str\]$/.exec(text).slice(1).map(x => Buffer.from(x, 'base64'));
            const d = crypto.createDecipheriv('aes-256-gcm', k, f[1]); d.setAAD(Buffer.from(aad)); d.setAuthTag(f[2]);
            const plain = d.update(f[0], null, 'utf8') + d.final('utf8'), iv = crypto.randomBytes(32);
            const c = crypto.createCipheriv('aes-256-gcm', k, iv); c.setAAD(Buffer.from(aad));
            const data = Buffer.concat([c.update(plain + '!'), c.final()]);
            process.stdout.write(`ENC[AES256_GCM,data:${data.toString('base64')},iv:${iv.toString('base64')},tag:${c.getAuthTag().toString('base64')},type:str]`);
            """;
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(static directory => File.Exists(System.IO.Path.Combine(directory, "node"))), "Node.js is absent");
        var cipher = new SopsCipher(Key);
        var ours = cipher.Encrypt(new SopsValue(SopsType.Text, "pässword"), Path);

        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Script, Convert.ToHexStringLower(Key), Path, ours]) { RedirectStandardOutput = true })!;
        var theirs = node.StandardOutput.ReadToEnd();

        Assert.Equal("pässword!", cipher.Decrypt(theirs, Path).Reveal());
    }

    private static string Changed(Func<string, string> change) => change(new SopsCipher(Key).Encrypt(new SopsValue(SopsType.Text, "hunter2"), Path));

    private static SopsValueException Failure(SopsCipher cipher, string text, string path = Path) => Assert.Throws<SopsValueException>(() => cipher.Decrypt(text, path));
}
