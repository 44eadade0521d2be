using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Validation;
using Strata.Validation.Rules;

namespace Strata.Tests.Validation.Rules;

public class TokenInClearTests
{
    // Put together here, so that no scanner takes this file for one with tokens in it.
    private static readonly string Random36 = "9aK3" + "xQ7mZ2pL8vR4tW6yB1nC5dF0gH3jS7uE9qTk";

    public static TheoryData<string, string> Tokens => new()
    {
        { "AKIA" + "Z7QK3MNP5RST2UVW", "an access key of AWS" },
        { "ASIA" + "Z7QK3MNP5RST2UVW", "a temporary access key of AWS" },
        { "ghp_" + Random36, "a token of GitHub" },
        { "github_pat_" + Random36, "a token of GitHub" },
        { "glpat-" + Random36[..20], "a token of GitLab" },
        { "xoxb-" + Random36[..24], "a token of Slack" },
        { "sk_live_" + Random36[..24], "a live key of Stripe" },
        { "rk_live_" + Random36[..24], "a live key of Stripe" },
        { "AIza" + Random36[..35], "a key of Google" },
        { "npm_" + Random36[..36], "a token of npm" },
        { "pypi-AgEIcHlwaS5vcmc" + Random36 + Random36, "a token of PyPI" },
        { "SG." + Random36[..22] + "." + Random36 + Random36[..7], "a key of SendGrid" },
        { "SK" + "0123456789abcdef0123456789abcdef", "a key of Twilio" },
        { "AGE-SECRET-KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE", "a secret key of age" },
        { "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + Random36, "a JSON web token" },
        { "-----BEGIN RSA PRIVATE KEY-----", "a private key" },
        { "-----BEGIN OPENSSH PRIVATE KEY-----", "a private key" },
        { "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=" + Random36 + Random36 + Random36[..16] + "==", "a storage key of Azure" },
        { "postgres://shop:wallaby9@db/shop", "a URL with a password" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Check_TokenOfAKnownShape_IsReportedByItsIssuerAlone(string token, string kind)
    {
        var found = Assert.Single(Check($"a:\n  option: \"{token}\"\n"));

        Assert.Equal([$"warning STR6002 test.yml:2:11 a.option holds {kind}"], new[] { found }.Lines());
        Assert.True(found.IsSensitive);
        Assert.DoesNotContain(token, $"{found} {found.Hint}", StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TokenInALongerText_IsFound() =>
        Assert.Equal(["2:5"], Check($"args:\n  - --header=Authorization=ghp_{Random36}\n").Places());

    [Fact]
    public void Check_PasswordInADefault_IsFound() => Assert.Equal(["1:6"], Check("url: ${DB_URL:-postgres://shop:wallaby9@db/shop}\n").Places());

    [Theory]
    [InlineData("handle: 9aK3xQ7mZ2pL8vR4tW6yB1nC")]
    [InlineData("auth: 4f9a1c7e2b8d0356af91c4e87b2d6035")]
    public void Check_RandomText_IsReported(string text) => Assert.Single(Check(text));

    [Theory]
    [InlineData("checksum: 4f9a1c7e2b8d0356af91c4e87b2d6035")]
    [InlineData("revision: 4f9a1c7e2b8d0356af91c4e87b2d60354f9a1c7e")]
    [InlineData("other: 4f9a1c7e2b8d0356af91c4e87b2d6035")]
    [InlineData("checksums: { linux: 9aK3xQ7mZ2pL8vR4tW6yB1nC }")]
    [InlineData("sha256: 9aK3xQ7mZ2pL8vR4tW6yB1nC")]
    [InlineData("client_id: 9aK3xQ7mZ2pL8vR4tW6yB1nC")]
    [InlineData("image: shop@sha256:4f9a1c7e2b8d0356af91c4e87b2d60354f9a1c7e2b8d0356af91c4e87b2d6035")]
    [InlineData("trace: 123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("version: 2.1.0-rc.1+20260701.gabcdef0")]
    [InlineData("handler: MyServiceConfigurationV2Handler")]
    [InlineData("model: distilbert-base-uncased-finetuned-sst-2-english")]
    [InlineData("greeting: SGVsbG8sIFdvcmxkISBIb3cgYXJlIHlvdT8=")]
    [InlineData("policy: default-src 'self'; script-src 'self'")]
    [InlineData("example: AKIAIOSFODNN7EXAMPLE")]
    [InlineData("example: ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("url: postgres://shop:${DB_PASSWORD}@db/shop")]
    [InlineData("url: postgres://shop:<password>@db/shop")]
    [InlineData("url: postgres://shop@db:5432/shop")]
    [InlineData("url: postgres://${config:db.user}@${config:db.host}:${config:db.port}/${config:db.name}")]
    [InlineData("url: \"${DB_URL:-postgres://shop:${DB_PASSWORD}@db/shop}\"")]
    [InlineData("url: amqp://guest:guest@localhost")]
    [InlineData("key: -----BEGIN PUBLIC KEY-----")]
    [InlineData("key: -----BEGIN ENCRYPTED PRIVATE KEY-----")]
    [InlineData("value: ENC[AES256_GCM,data:9aK3xQ7mZ2pL8vR4tW6yB1nC,type:str]")]
    [InlineData("path: usr/share/nginx/html/assets")]
    [InlineData("alphabet: abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")]
    public void Check_OrdinaryText_IsNotReported(string text) => Assert.Empty(Check(text));

    [Fact]
    public void Check_UnderASecretsName_IsLeftToTheRuleOfSecrets()
    {
        var bag = new DiagnosticBag();
        new RuleSet([new SecretInClear(), new TokenInClear()], [], [], []).Check(Checked.Layer($"token: ghp_{Random36}\n"), new RuleReport(bag, RuleSeverities.Default));

        Assert.Equal(DiagnosticCode.SecretInClear, Assert.Single(bag.ToSorted()).Code);
    }

    private static ImmutableArray<Diagnostic> Check(string text) => Checked.Override(new TokenInClear(), text);
}
