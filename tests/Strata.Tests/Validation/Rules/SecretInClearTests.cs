using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Validation.Rules;

namespace Strata.Tests.Validation.Rules;

public class SecretInClearTests
{
    [Fact]
    public void Check_PasswordInAFile_IsReportedAtItsValueWithoutIt()
    {
        var found = Assert.Single(Check("""
            database:
              user: shop
              password: kH8-wallaby
            """));

        Assert.Equal(["warning STR6001 test.yml:3:13 the secret database.password stands in clear in the file"], new[] { found }.Lines());
        Assert.Equal("database.password", found.Path!.ToString());
        Assert.Contains("${DATABASE_PASSWORD}", found.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("wallaby", $"{found} {found.Hint}", StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TokenOfKnownShapeUnderASecretsName_SaysWhose() => Assert.Equal(
        ["warning STR6001 test.yml:1:8 the secret token stands in clear in the file: it is a token of GitHub"],
        Check("token: ghp_" + new string('a', 18) + "0123456789abcdefgh\n").Lines());

    [Theory]
    [InlineData("services: { db: { environment: { POSTGRES_PASSWORD: kH8-wallaby } } }", "services.db.environment.POSTGRES_PASSWORD")]
    [InlineData("services: { db: { environment: [NAME=shop, POSTGRES_PASSWORD=kH8-wallaby] } }", "services.db.environment.POSTGRES_PASSWORD")]
    [InlineData("services: { db: { build: { args: { NPM_TOKEN: kH8-wallaby } } } }", "services.db.build.args.NPM_TOKEN")]
    public void Check_RestOfAComposeFile_IsReportedToo(string rest, string path)
    {
        var found = Assert.Single(Check($"x-strata: {{ config: {{ port: 1 }} }}\n{rest}\n"));

        Assert.Equal((path, 2), (found.Path!.ToString(), found.Position.Line));
        Assert.StartsWith($"take it from a variable, ${{{path[(path.LastIndexOf('.') + 1)..]}}},", found.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("wallaby", $"{found} {found.Hint}", StringComparison.Ordinal);
    }

    [Fact]
    public void Check_AliasOfASecretInTheRest_IsReportedOnce() => Assert.Equal(
        ["1:33"],
        Check("x-strata: { config: { password: &p kH8-wallaby } }\nservices: { db: { environment: { POSTGRES_PASSWORD: *p } } }\n").Places());

    [Theory]
    [InlineData("services: { db: { environment: { A_PASSWORD: \"${A:?set it}\", B_PASSWORD: $B, C_PASSWORD: , D_PASSWORD_FILE: /run/secrets/d } } }")]
    [InlineData("services: { db: { environment: [\"A_PASSWORD=${A}\", B_PASSWORD=, C_PASSWORD, D_PASSWORD_FILE=/run/secrets/d] } }")]
    [InlineData("services: { db: { secrets: [db_password, { source: api_token, target: token }], build: { secrets: [npm_token] } } }")]
    [InlineData("secrets: { db_password: { file: ./db.txt }, api_token: { environment: API_TOKEN }, jwt: { external: true, name: jwt_key } }")]
    [InlineData("services: { db: { healthcheck: { test: [CMD, redis-cli, -a, \"$$REDIS_PASSWORD\", ping] } } }")]
    public void Check_RestOfAComposeFile_NamesSecretsWithoutTellingThem(string rest) => Assert.Empty(Check($"x-strata: {{ config: {{ port: 1 }} }}\n{rest}\n"));

    [Theory]
    [InlineData("password: 48151623", "1:11")]
    [InlineData("password: \"pa$$wallaby\"", "1:11")]
    [InlineData("smtp_pass: tr0ub4dor", "1:12")]
    [InlineData("jwt: { signing_key: kd93jf02kd93jf02 }", "1:21")]
    [InlineData("secrets:\n  stripe: kd93jf02kd93jf02\n  port: 5432\n", "2:11")]
    [InlineData("api_keys:\n  - kd93jf02kd93jf02\n", "2:5")]
    [InlineData("dsn: postgres://u:wallaby9@db/shop", "1:6")]
    [InlineData("connection_string: Server=db;User=u;Password=wallaby9;", "1:20")]
    public void Check_Secret_IsReported(string text, string place) => Assert.Equal([place], Check(text).Places());

    [Theory]
    [InlineData("password: ${DATABASE_PASSWORD}")]
    [InlineData("password: \"${DATABASE_PASSWORD:-}\"")]
    [InlineData("password: ${file:_db_password}")]
    [InlineData("password: ENC[AES256_GCM,data:Zm9v,iv:YmFy,tag:YmF6,type:str]")]
    [InlineData("password: \"\"")]
    [InlineData("password: null")]
    [InlineData("password: <set me>")]
    [InlineData("password: \"{{ .Values.password }}\"")]
    [InlineData("password: REPLACE_ME")]
    [InlineData("password: your-password-here")]
    [InlineData("password: \"********\"")]
    [InlineData("password: vault:secret/data/shop#password")]
    [InlineData("password: arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop")]
    [InlineData("password: /run/secrets/db_password")]
    [InlineData("password: changeme")]
    [InlineData("password_file: secrets/db.txt")]
    [InlineData("password_required: true")]
    [InlineData("password_min_length: 12")]
    [InlineData("password_policy: { digits: 2, characters: latin }")]
    [InlineData("token_url: https://login.example/token")]
    [InlineData("token: { ttl: 3600, issuer: https://login.example, algorithm: HS256 }")]
    [InlineData("access_tokens: 5")]
    [InlineData("max_tokens: 256")]
    [InlineData("secret_name: shop-tls")]
    [InlineData("secrets: [db_password, api_token]")]
    [InlineData("credentials_file: ~/.aws/credentials")]
    [InlineData("dsn: https://0123456789abcdef@sentry.example/42")]
    [InlineData("connection_string: Server=db;Database=shop;Trusted_Connection=true")]
    [InlineData("secret_key_ref: { name: shop, item: db }")]
    [InlineData("tokenizer: bert-base-uncased")]
    [InlineData("title: the password is on the fridge")]
    public void Check_NoSecret_IsNotReported(string text) => Assert.Empty(Check(text));

    [Fact]
    public void Check_DeclaredPath_IsReportedAndItsLineHidden()
    {
        var found = Assert.Single(Check("""
            _metadata: { sensitive: [alerting.webhook] }
            alerting: { webhook: https://chat.example/T0/wallaby, channel: ops }
            """));

        Assert.Equal("2:22", found.Position.ToString());
        Assert.True(found.IsSensitive);
    }

    private static ImmutableArray<Diagnostic> Check(string text) => Checked.Override(new SecretInClear(), text);
}
