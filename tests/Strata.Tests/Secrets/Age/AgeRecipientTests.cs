using Strata.Secrets.Age;

namespace Strata.Tests.Secrets.Age;

public class AgeRecipientTests
{
    private const string Recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    private const string Secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

    [Fact]
    public void Parse_Recipient_WritesItselfAgain()
    {
        var recipient = AgeRecipient.Parse(Recipient);

        Assert.Equal(Recipient, recipient.ToString());
        Assert.Equal(AgeRecipient.Parse(Recipient), recipient);
        Assert.Equal(AgeRecipient.Parse(Recipient).GetHashCode(), recipient.GetHashCode());
        Assert.NotEqual(AgeIdentity.Generate().ToRecipient(), recipient);
    }

    [Theory]
    [InlineData("age1pq1qqqqqqqqqqqq", "hybrid")]
    [InlineData("age1yubikey1qqqqqqqqqqqqqqqqqqq", "plugin yubikey")]
    [InlineData("age1tag1qqqqqqqqqqqqqqqqqqq", "plugin tag")]
    [InlineData("age1fido2-hmac1qqqqqqqqqqqqqqqqqqq", "plugin fido2-hmac")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", "SSH")]
    [InlineData("ssh-rsa AAAAB3NzaC1yc2E", "SSH")]
    [InlineData("ecdsa-sha2-nistp256 AAAA", "SSH")]
    [InlineData(Secret, "secret key")]
    [InlineData("AGE-PLUGIN-YUBIKEY-1QQQQ", "secret key")]
    [InlineData("AGE1ZVKYG2LQZRAA2LNJVQEJ32NKUU0UES2S82HZRYE869XEEXVN73EQUNUJWJ", "lower case")]
    [InlineData("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwk", "checksum")]
    [InlineData("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujw", "checksum")]
    [InlineData("age1Zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "mixed")]
    [InlineData("age1", "cut short")]
    [InlineData(" age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", "no age recipient")]
    [InlineData("hunter2", "no age recipient")]
    [InlineData("", "no age recipient")]
    public void Parse_AnythingElse_IsRefusedByName(string text, string reason)
    {
        var failure = Assert.Throws<AgeException>(() => AgeRecipient.Parse(text));

        Assert.Equal(AgeFailure.Recipient, failure.Failure);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        if (text.Length > 4)
        {
            Assert.DoesNotContain(text, failure.ToString() + failure.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parse_KeyOfAnotherLength_IsRefused() =>
        Assert.Contains("32 bytes", Assert.Throws<AgeException>(static () => AgeRecipient.Parse(Bech32.Encode("age", new byte[31]))).Message, StringComparison.Ordinal);

    // The points of small order of RFC 7748's curve that are written in 32 bytes: with them, the secret is known to all.
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")]
    [InlineData("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    public void Wrap_PointOfSmallOrder_IsRefused(string key)
    {
        var recipient = AgeRecipient.Parse(Bech32.Encode("age", Convert.FromHexString(key)));

        Assert.Equal(AgeFailure.Recipient, Assert.Throws<AgeException>(() => AgeFile.Encrypt("x"u8, recipient)).Failure);
    }
}
