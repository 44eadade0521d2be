using Strata.Values;

namespace Strata.Tests.Values;

public class SecretTextTests
{
    [Theory]
    [InlineData("postgres://user:hunter2@db:5432/app", "postgres://user:********@db:5432/app")]
    [InlineData("redis://:hunter2@cache", "redis://:********@cache")]
    [InlineData("amqp://u:p@ss@mq/v", "amqp://u:********@mq/v")]
    [InlineData("postgres://u:pa/ss@db", "postgres://u:********@db")]
    [InlineData("see https://a:b@c and \"ftp://d:e@f\"", "see https://a:********@c and \"ftp://d:********@f\"")]
    [InlineData("pg://a:b@c,pg://d:e@f", "pg://a:********@c,pg://d:********@f")]
    [InlineData("http://u:${PASSWORD}@h", "http://u:********@h")]
    public void MaskUrlPasswords_UrlWithPassword_IsMasked(string text, string masked)
    {
        Assert.True(SecretText.HasUrlPassword(text));
        Assert.Equal(masked, SecretText.MaskUrlPasswords(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("://")]
    [InlineData("http://host:8080/path@2x.png")]
    [InlineData("http://user@host/")]
    [InlineData("http://host/?q=a:b@c")]
    [InlineData("http://user:@host")]
    [InlineData("mailto:a@b.c")]
    [InlineData("user:password@host")]
    public void MaskUrlPasswords_NoUrlPassword_IsTheSameText(string text)
    {
        Assert.False(SecretText.HasUrlPassword(text));
        Assert.Same(text, SecretText.MaskUrlPasswords(text));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("://")]
    [InlineData("://a:b@c")]
    [InlineData("http://h:8080/")]
    public async Task MaskUrlPasswords_MillionsOfUrls_TakesLinearTime(string url)
    {
        var text = string.Concat(Enumerable.Repeat(url, 2_000_000));
        var masked = await Task.Run(() => SecretText.MaskUrlPasswords(text), TestContext.Current.CancellationToken);

        Assert.Equal(text.Replace("a:b@", "a:********@", StringComparison.Ordinal).Length, masked.Length);
    }

    [Theory]
    [InlineData("ENC[AES256_GCM,data:x]", true)]
    [InlineData("ENC[]", true)]
    [InlineData("ENC[x", false)]
    [InlineData(" ENC[x]", false)]
    [InlineData("enc[x]", false)]
    public void IsEncrypted_Text_KnowsTheEnvelope(string text, bool encrypted) => Assert.Equal(encrypted, SecretText.IsEncrypted(text));
}
