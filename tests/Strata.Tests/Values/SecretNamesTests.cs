using Strata.Values;

namespace Strata.Tests.Values;

public class SecretNamesTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("PASSWORD")]
    [InlineData("DB_PASSWORD")]
    [InlineData("dbPassword")]
    [InlineData("db-password2")]
    [InlineData("password_file")]
    [InlineData("passwd")]
    [InlineData("passWord")]
    [InlineData("PassWord")]
    [InlineData("pass")]
    [InlineData("smtp_pass")]
    [InlineData("dbPass")]
    [InlineData("SMTP_PASS2")]
    [InlineData("pgpassword")]
    [InlineData("PGPASSWORD")]
    [InlineData("mysql_pwd")]
    [InlineData("client.secret")]
    [InlineData("secrets")]
    [InlineData("accessToken")]
    [InlineData("OAuth2Token")]
    [InlineData("tokens")]
    [InlineData("api_key")]
    [InlineData("apiKey")]
    [InlineData("APIKey")]
    [InlineData("X-API-Key")]
    [InlineData("apikey")]
    [InlineData("private_key")]
    [InlineData("signing_key")]
    [InlineData("credential")]
    [InlineData("AWSCredentials")]
    [InlineData("connection_string")]
    [InlineData("ConnectionStrings")]
    [InlineData("SENTRY_DSN")]
    [InlineData("dsn")]
    public void Contains_SecretsName_IsTrue(string name) => Assert.True(SecretNames.Contains(name));

    [Theory]
    [InlineData("")]
    [InlineData("pw")]
    [InlineData("secretary")]
    [InlineData("tokenizer")]
    [InlineData("max_tokens")]
    [InlineData("key")]
    [InlineData("public_key")]
    [InlineData("keyboard")]
    [InlineData("passwordless")]
    [InlineData("pass_through")]
    [InlineData("passThrough")]
    [InlineData("pass_count")]
    [InlineData("bypass")]
    [InlineData("by_pass")]
    [InlineData("compass")]
    [InlineData("passport")]
    [InlineData("passive")]
    [InlineData("high_pass")]
    [InlineData("lowPass")]
    [InlineData("multi_pass")]
    [InlineData("authorization")]
    [InlineData("word")]
    [InlineData("api")]
    [InlineData("monkey")]
    [InlineData("hostname")]
    [InlineData("author")]
    [InlineData("apixkey")]
    public void Contains_OtherName_IsFalse(string name) => Assert.False(SecretNames.Contains(name));

    [Fact]
    public void Contains_NameOfAnyLength_IsLookedAt()
    {
        Assert.True(SecretNames.Contains(new string('a', 5_000) + "_password"));
        Assert.False(SecretNames.Contains(new string('a', 5_000)));
        Assert.True(SecretNames.Contains(string.Concat(Enumerable.Repeat("Aa", 63)) + "Token"));
    }
}
