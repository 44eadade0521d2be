using System.Diagnostics;
using System.Reflection;
using System.Text;
using Strata.Secrets.Age;

namespace Strata.Tests.Secrets.Age;

public class AgeIdentityTests
{
    private const string Recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    private const string Secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
    private const string Created = "2026-11-24T12:00:00+02:00";

    [Fact]
    public void Parse_Secret_HasItsRecipient()
    {
        var identity = AgeIdentity.Parse(Secret);

        Assert.Equal(Recipient, identity.ToRecipient().ToString());
        Assert.Equal(Secret, identity.Reveal());
    }

    [Fact]
    public void Generate_Twice_GivesOthers() => Assert.NotEqual(AgeIdentity.Generate().Reveal(), AgeIdentity.Generate().Reveal());

    [Theory]
    [InlineData("AGE-SECRET-KEY-PQ-1HZLGZUPT4ETPKDEV8HSGFDCYZ4E522W0A7PU2LHT8EH9W6YLNC3SW78XKG", "hybrid")]
    [InlineData("AGE-PLUGIN-YUBIKEY-1QQQQQQ", "plugins")]
    [InlineData(Recipient, "recipient")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----", "SSH")]
    [InlineData("age-secret-key-1gfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpyysjzgfpq4egaex", "upper case")]
    [InlineData("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEY", "checksum")]
    [InlineData("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEx", "mixed")]
    [InlineData("AGE-SECRET-KEY-1GFPYY", "cut short")]
    [InlineData("correct horse battery staple", "no age secret key")]
    public void Parse_AnythingElse_IsRefusedByNameAndNotShown(string text, string reason)
    {
        var failure = Assert.Throws<AgeException>(() => AgeIdentity.Parse(text));

        Assert.Equal(AgeFailure.Identity, failure.Failure);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, failure.ToString() + failure.Hint, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(typeof(AgeIdentity))]
    [InlineData(typeof(AgePassphrase))]
    public void Debugger_ShowsAMaskAndNoBytes(Type type)
    {
        Assert.Equal("********", type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
        var bytes = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Where(static field => field.FieldType == typeof(byte[])).ToArray();
        Assert.Single(bytes);
        Assert.All(bytes, static field => Assert.Equal(DebuggerBrowsableState.Never, field.GetCustomAttribute<DebuggerBrowsableAttribute>()!.State));
    }

    [Fact]
    public void ToString_IsAMask()
    {
        Assert.Equal("********", AgeIdentity.Parse(Secret).ToString());
        Assert.Equal("********", new AgePassphrase("hunter2").ToString());
    }

    [Fact]
    public void Dispose_ClearsTheKey()
    {
        var identity = AgeIdentity.Parse(Secret);
        identity.Dispose();

        Assert.Equal(Bech32.Encode("AGE-SECRET-KEY-", new byte[32]), identity.Reveal());
    }

    [Fact]
    public void IdentityFile_CommentsBlankLinesAndWindowsEndings_AreRead()
    {
        var other = AgeIdentity.Generate();
        var text = $"\uFEFF# created: today\r\n\r\n# public key: {Recipient}\r\n{Secret}\r\n\t\n  {other.Reveal()}  ";

        Assert.Equal([Secret, other.Reveal()], AgeIdentityFile.Read(Encoding.UTF8.GetBytes(text), Unasked).Select(static identity => identity.Reveal()));
    }

    [Fact]
    public void IdentityFile_ThatIsRevealed_IsReadAgain()
    {
        var text = AgeIdentityFile.Reveal(AgeIdentity.Parse(Secret), DateTimeOffset.Parse(Created, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal($"# created: 2026-11-24T10:00:00Z\n# public key: {Recipient}\n{Secret}\n", text);
        Assert.Equal(Secret, Assert.Single(AgeIdentityFile.Read(Encoding.UTF8.GetBytes(text), Unasked)).Reveal());
    }

    [Fact]
    public void IdentityFile_WrongLine_IsNamedByItsNumberAndNotShown()
    {
        var wrong = Secret[..^1] + "Y";
        var failure = Assert.Throws<AgeException>(() => AgeIdentityFile.Read(Encoding.UTF8.GetBytes($"# one\n{Secret}\n\n{wrong}\n"), Unasked));

        Assert.Equal(4, failure.Line);
        Assert.DoesNotContain(wrong[20..], failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    public void IdentityFile_WithoutAKey_IsRefused(string text)
    {
        var failure = Assert.Throws<AgeException>(() => AgeIdentityFile.Read(Encoding.UTF8.GetBytes(text), Unasked));

        Assert.Null(failure.Line);
        Assert.Contains("no secret key", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IdentityFile_Encrypted_AsksForItsPassphraseOnce(bool armored)
    {
        var file = AgeFile.Encrypt(Encoding.UTF8.GetBytes(Secret), new AgePassphrase("hunter2", 1));
        var bytes = armored ? Encoding.ASCII.GetBytes("\n" + AgeArmor.Encode(file)) : file;
        var asked = 0;
        AgePassphrase Ask()
        {
            asked++;
            return new AgePassphrase("hunter2");
        }

        Assert.Equal(Secret, Assert.Single(AgeIdentityFile.Read(bytes, Ask)).Reveal());
        Assert.Equal(1, asked);
        Assert.Equal(AgeFailure.Passphrase, Assert.Throws<AgeException>(() => AgeIdentityFile.Read(bytes, static () => null)).Failure);
        Assert.Contains("passphrase is wrong", Assert.Throws<AgeException>(() => AgeIdentityFile.Read(bytes, static () => new AgePassphrase("hunter3"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IdentityFile_EncryptedToARecipient_IsRefused()
    {
        var file = AgeFile.Encrypt(Encoding.UTF8.GetBytes(Secret), AgeIdentity.Generate().ToRecipient());

        Assert.Contains("1 X25519 recipient", Assert.Throws<AgeException>(() => AgeIdentityFile.Read(file, Unasked)).Message, StringComparison.Ordinal);
    }

    private static AgePassphrase? Unasked() => throw new InvalidOperationException("nobody must be asked");
}
