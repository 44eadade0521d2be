using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Validation;
using Strata.Validation.Rules;

namespace Strata.Tests.Validation.Rules;

public class WeakSecretTests
{
    [Theory]
    [InlineData("password: changeme", "is a default that everybody knows")]
    [InlineData("password: Password123!", "is a default that everybody knows")]
    [InlineData("password: \"123456\"", "is a default that everybody knows")]
    [InlineData("password: p@ssw0rd", "is a default that everybody knows")]
    [InlineData("password: aaaaaaaaaa", "is a default that everybody knows")]
    [InlineData("secret: test", "is a default that everybody knows")]
    [InlineData("password: ${PASSWORD:-admin}", "is a default that everybody knows")]
    public void Check_Default_IsWarnedOf(string text, string message)
    {
        var found = Assert.Single(Check(text));

        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
        Assert.EndsWith(message, found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_InProduction_IsAnError() => Assert.Equal(
        ["error STR6003 test.yml:2:13 db.password is a default that everybody knows"],
        Check("db:\n  password: changeme\n", "production").Lines());

    [Fact]
    public void Check_WhereTheProjectSaysOtherwise_TakesItsSeverity()
    {
        var severities = new RuleSeverities(ImmutableDictionary<DiagnosticCode, DiagnosticSeverity?>.Empty.Add(DiagnosticCode.WeakSecret, DiagnosticSeverity.Suggestion));

        var found = Checked.Configuration(new WeakSecret(), "password: changeme", "production", severities);

        Assert.Equal(DiagnosticSeverity.Suggestion, Assert.Single(found).Severity);
    }

    [Fact]
    public void Check_SameAsTheUser_IsReported() => Assert.Equal(
        ["warning STR6003 test.yml:3:13 db.password is the same as the user's name"],
        Check("db:\n  user: Shopper\n  password: shopper\n").Lines());

    [Theory]
    [InlineData("jwt: { algorithm: HS256, signing_key: kd93jf02kd93jf02 }", "has 16 bytes, and a key for HS256 at least 32")]
    [InlineData("jwt: { signing_key: kd93jf02kd93jf02 }", "has 16 bytes, and a key for HS256 at least 32")]
    [InlineData("jwt_secret: kd93jf02kd93jf02", "has 16 bytes, and a key for HS256 at least 32")]
    [InlineData("auth: { algorithm: HS384, secret: kd93jf02kd93jf02kd93jf02kd93jf02 }", "has 32 bytes, and a key for HS384 at least 48")]
    [InlineData("auth: { algorithms: [HS512], secret: kd93jf02kd93jf02kd93jf02kd93jf02 }", "has 32 bytes, and a key for HS512 at least 64")]
    public void Check_ShortSigningKey_IsReported(string text, string message) =>
        Assert.EndsWith(message, Assert.Single(Check(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("jwt: { algorithm: HS256, signing_key: \"\" }")]
    [InlineData("jwt: { algorithm: HS256, signing_key: kd93jf02kd93jf02kd93jf02kd93jf02 }")]
    [InlineData("jwt: { algorithm: RS256, signing_key: kd93jf02kd93jf02 }")]
    [InlineData("jwt: { algorithm: HS256, access_ttl: 15m, key_id: main }")]
    [InlineData("password: kd93jf02")]
    [InlineData("password: \"\"")]
    [InlineData("password: ${UNSET}")]
    [InlineData("password: ENC[AES256_GCM,data:Zm9v,type:str]")]
    [InlineData("password_policy: default")]
    [InlineData("access_tokens: 5")]
    [InlineData("token: { type: default, ttl: 3600 }")]
    [InlineData("user: admin")]
    [InlineData("url: amqp://shop:kd93jf02@localhost")]
    public void Check_NothingWeak_IsNotReported(string text) => Assert.Empty(Check(text));

    [Fact]
    public void Check_DefaultInAUrl_IsReported()
    {
        var found = Assert.Single(Check("queue:\n  url: amqp://guest:guest@localhost\n"));

        Assert.Equal("2:8", found.Position.ToString());
        Assert.Equal("queue.url has a password in it that is tried first", found.Message);
    }

    [Fact]
    public void Check_ShortPassword_IsReportedInProductionOnly()
    {
        Assert.Empty(Check("password: kd93j"));
        Assert.EndsWith("is shorter than 8 characters", Assert.Single(Check("password: kd93j", "prod")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_DeclaredPath_HidesItsLine() => Assert.True(Assert.Single(Check("_metadata: { sensitive: [a.hook] }\na: { hook: changeme }\n")).IsSensitive);

    private static ImmutableArray<Diagnostic> Check(string text, string environment = "development") => Checked.Configuration(new WeakSecret(), text, environment);
}
