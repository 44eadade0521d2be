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
    [InlineData("http://u:pass'LEAK@h", "http://u:********@h")]
    [InlineData("http://u:pass\"LEAK@h/p", "http://u:********@h/p")]
    [InlineData("http://u:pass<LEAK>@h", "http://u:********@h")]
    [InlineData("http://u:'@h", "http://u:********@h")]
    [InlineData("http://u:pass'@h", "http://u:********@h")]
    [InlineData("http://u:a',LEAK@h", "http://u:********@h")]
    [InlineData("http://u:pa ss@h", "http://u:********@h")]
    [InlineData("http://u: pass@h", "http://u:********@h")]
    [InlineData("http://u:pa\nss@h", "http://u:********@h")]
    [InlineData("http://u:pa ss@LEAK@h/x@y", "http://u:********@h/x@y")]
    [InlineData("http://u:/abc@h", "http://u:********@h")]
    [InlineData("http://u:123456/x@h", "http://u:********@h")]
    [InlineData("http://u:80'LEAK@h", "http://u:********@h")]
    [InlineData("http://o'brien:LEAK@h", "http://o'brien:********@h")]
    [InlineData("smtp://me@x.org:LEAK@h", "smtp://me@x.org:********@h")]
    [InlineData("redis://u:123,abc@h", "redis://u:********@h")]
    [InlineData("http://u:LEAK@[::1]:80/@x", "http://u:********@[::1]:80/@x")]
    [InlineData("see http://u:pa ss@h now", "see http://u:********@h now")]
    [InlineData("['http://u:p@h', 'x@y']", "['http://u:********@h', 'x@y']")]
    [InlineData("{\"a\":\"http://u:p@h\",\"b\":\"x@y\"}", "{\"a\":\"http://u:********@h\",\"b\":\"x@y\"}")]
    [InlineData("postgres://h/db?user=x&password=LEAK", "postgres://h/db?user=x&password=********")]
    [InlineData("jdbc:mysql://h/db?password=LEAK&user=u", "jdbc:mysql://h/db?password=********&user=u")]
    [InlineData("jdbc:sqlserver://h:1433;user=u;password=LEAK;encrypt=true", "jdbc:sqlserver://h:1433;user=u;password=********;encrypt=true")]
    [InlineData("https://h/?access_token=LEAK", "https://h/?access_token=********")]
    [InlineData("https://h/?api_key=LE'A K&x=1", "https://h/?api_key=********&x=1")]
    [InlineData("https://h/#access_token=LEAK", "https://h/#access_token=********")]
    [InlineData("get /login?token=LEAK now", "get /login?token=******** now")]
    [InlineData("http://u:p@h/?token=LEAK", "http://u:********@h/?token=********")]
    [InlineData("Host=h;Username=u;Password=LEAK", "Host=h;Username=u;Password=********")]
    [InlineData("Host=h; Password = LE AK ;Port=1", "Host=h; Password = ********;Port=1")]
    [InlineData("Pwd=\"a;LEAK\";Host=h", "Pwd=********;Host=h")]
    [InlineData("Host=h;Password=\"LEAK;x", "Host=h;Password=********")]
    [InlineData("AccountName=n;AccountKey=LE+AK==;EndpointSuffix=x", "AccountName=n;AccountKey=********;EndpointSuffix=x")]
    [InlineData("https://h/?token=${X:-a&LEAK}&y=1", "https://h/?token=********&y=1")]
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
    [InlineData("http://[::1]:80/@x")]
    [InlineData("http://[2001:db8::1]:8080/x@y")]
    [InlineData("mongodb://a:27017,b:27017/db?x=a@b")]
    [InlineData("mongodb://[::1]:27017,b:27017/db?x=a@b")]
    [InlineData("ssh://git@host:22/x@y")]
    [InlineData("git+ssh://git@host:org/repo@v1")]
    [InlineData("file://C:/node_modules/@scope/p")]
    [InlineData("http://host:8080 or mail a@b")]
    [InlineData("mail a@b, see http://host: or x@y")]
    [InlineData("http://host:8080/x\nmail a@b")]
    [InlineData("curl 'http://h:80' -d 'x@y'")]
    [InlineData("<a href=\"http://h:80\">x@y</a>")]
    [InlineData("curl http://localhost:PORT/health\nexec \"$@\"")]
    [InlineData("docker://reg/img:tag@sha256:abc")]
    [InlineData("https://h/?max_tokens=5&page=2")]
    [InlineData("https://h/?password=&x=1")]
    [InlineData("https://h/?tokens=true")]
    [InlineData("password=x")]
    [InlineData("x; token and more")]
    [InlineData("a=b;tokenizer=c")]
    [InlineData("if (a == b) { password == c; }")]
    public void MaskUrlPasswords_NoUrlPassword_IsTheSameText(string text)
    {
        Assert.False(SecretText.HasUrlPassword(text));
        Assert.Same(text, SecretText.MaskUrlPasswords(text));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("://")]
    [InlineData("://a:b@c")]
    [InlineData("http://h:8080/")]
    [InlineData("://a:b")]
    [InlineData("?token=")]
    [InlineData(";password=\"a")]
    [InlineData(";password=${")]
    [InlineData("= token ")]
    [InlineData("'\"<>:@")]
    public async Task MaskUrlPasswords_MillionsOfUrls_TakesLinearTime(string url)
    {
        var text = string.Concat(Enumerable.Repeat(url, 2_000_000));
        var masked = await Task.Run(() => SecretText.MaskUrlPasswords(text), TestContext.Current.CancellationToken);

        if (url is "://" or "://a:b@c" or "http://h:8080/")
        {
            Assert.Equal(text.Replace("a:b@", "a:********@", StringComparison.Ordinal).Length, masked.Length);
        }
    }

    [Theory]
    [InlineData("ENC[AES256_GCM,data:x]", true)]
    [InlineData("ENC[]", true)]
    [InlineData("ENC[x", false)]
    [InlineData(" ENC[x]", false)]
    [InlineData("enc[x]", false)]
    public void IsEncrypted_Text_KnowsTheEnvelope(string text, bool encrypted) => Assert.Equal(encrypted, SecretText.IsEncrypted(text));
}
