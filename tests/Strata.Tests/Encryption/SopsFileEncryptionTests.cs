using System.Text.RegularExpressions;
using Strata.Diagnostics;
using Strata.Encryption;
using Strata.Secrets.Sops;
using Strata.Tests.Secrets.Sops;

namespace Strata.Tests.Encryption;

/// <summary>Files that are encrypted in place as SOPS does, and what an independent reader of the format says of them.</summary>
public class SopsFileEncryptionTests
{
    private const string Clear = """
        # The shop.
        _metadata: {type: shop, sensitive: [pay.code]}
        db:
          host: ${DB_HOST:-localhost}   # templates stay
          port: 5432
          ratio: 1.50
          mode: 0644
          password: "pa$$word"          # a dollar sign
        pay: {code: 1234, url: "https://u:hunter2@h/x", on: true}
        tokens:
          - one
          - null
          - two words
        private_key: |
          -----BEGIN KEY-----
          abc
        secret: ""

        """;

    [Fact]
    public void Encrypt_Yaml_ChangesTheSecretsAndNothingElse()
    {
        var text = SopsEdited.Encrypt(Clear);

        Assert.StartsWith(
            """
            # The shop.
            _metadata: {type: shop, sensitive: [pay.code]}
            db:
              host: ${DB_HOST:-localhost}   # templates stay
              port: 5432
              ratio: 1.50
              mode: 0644
              password: "ENC"          # a dollar sign
            pay: {code: "ENC", url: "ENC", on: true}
            tokens:
              - ENC
              - null
              - ENC
            private_key: ENC
            secret: ""
            sops:

            """,
            Masked(text),
            StringComparison.Ordinal);
        Assert.Contains("\n  encrypted_regex: ", text, StringComparison.Ordinal);
        Assert.Contains("\n  lastmodified: \"2026-11-24T12:00:00Z\"\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Encrypt_Yaml_MacIsRightByASecondOpinion()
    {
        var text = SopsEdited.Encrypt(Clear);
        var checker = new MacChecker(SopsFile.DataKey(text));

        Assert.True(checker.AcceptsYaml(text));
        Assert.False(checker.AcceptsYaml(text.Replace("port: 5432", "port: 5433", StringComparison.Ordinal)));
        Assert.Equal("pa$word", SopsFile.At(SopsFile.Decrypt(text), "db.password").Text);
    }

    [Fact]
    public void Encrypt_Json_KeepsItsLayout()
    {
        const string Json = "{\n  \"_metadata\": {\"type\": \"t\"},\n  \"db\": {\"password\": \"x\", \"port\": 1.5}\n}\n";
        var text = SopsEdited.Encrypt(Json, "a.json");

        Assert.StartsWith("{\n  \"_metadata\": {\"type\": \"t\"},\n  \"db\": {\"password\": \"ENC\", \"port\": 1.5},\n  \"sops\": {", Masked(text), StringComparison.Ordinal);
        Assert.True(new MacChecker(SopsFile.DataKey(text, SopsFormat.Json)).AcceptsJson(text));
        Assert.Equal(Json, SopsEdited.Decrypt(text, "a.json"));
    }

    [Fact]
    public void Encrypt_Stream_HasOneMacOverAllDocuments()
    {
        var text = SopsEdited.Encrypt("password: a1\nb: 1\n---\npassword: b2\n");

        Assert.Equal(2, Regex.Count(text, "^sops:$", RegexOptions.Multiline));
        Assert.True(new MacChecker(SopsFile.DataKey(text)).AcceptsYaml(text));
        Assert.Equal("password: a1\nb: 1\n---\npassword: b2\n", SopsEdited.Decrypt(text));
    }

    [Fact]
    public void Encrypt_EncryptedFile_StaysAsItIs()
    {
        var text = SopsEdited.Encrypt(Clear);

        Assert.Equal(text, SopsEdited.Encrypt(text));
        var added = text.Replace("db:\n", "db:\n  password2: x\n", StringComparison.Ordinal).Replace("  password: ", "  token_password: ", StringComparison.Ordinal);
        Assert.Equal(DiagnosticCode.BadSopsFile, SopsEdited.EncryptionProblem(added).Code);
    }

    [Fact]
    public void Encrypt_NothingSecret_StaysAsItIs() => Assert.Equal("a: 1\n", SopsEdited.Encrypt("a: 1\n"));

    [Fact]
    public void Encrypt_KeyOfATemplateToo_IsToldByTheKeyAboveIt()
    {
        var text = SopsEdited.Encrypt("a: {password: x1, port: 2}\nb: {password: \"${P:-}\"}\n");

        Assert.Contains("encrypted_regex: ^(a)$", text.Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("b: {password: \"${P:-}\"}", text, StringComparison.Ordinal);
        Assert.Equal("2", SopsEdited.Read(text)["a.port"]);
    }

    [Theory]
    [InlineData("password: x1\nb: {password: \"${P:-}\"}\n", "password cannot be told")]
    [InlineData("x: &x {a: 1}\ny: *x\npassword: x1\n", "anchors and aliases")]
    [InlineData("x: &x {a: 1}\ny: {<<: *x}\npassword: x1\n", "anchors and aliases")]
    [InlineData("password: x1\nsops: mine\n", "the key sops is SOPS's own")]
    [InlineData("secret_number: 123456789012345678901234567890\n", "a number that SOPS cannot hold")]
    public void Encrypt_WhatSopsCannotSay_IsRefused(string text, string message)
    {
        var problem = SopsEdited.EncryptionProblem(text);

        Assert.Equal(DiagnosticCode.CannotBeEncrypted, problem.Code);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("x1", $"{problem}{problem.Hint}", StringComparison.Ordinal);
    }

    [Fact]
    public void Encrypt_RuleOfTheUser_IsTheFilesRule()
    {
        var request = new SopsRequest { Rule = SopsRule.Of(SopsRuleKind.EncryptedRegex, "pass|note") };

        Assert.Equal("password: ENC\nnote: ENC\nx: 1\n", Masked(SopsEdited.Encrypt("password: x1\nnote: n\nx: 1\n", request: request))[..29]);
        Assert.Contains("the rule encrypted_regex does not meet it", SopsEdited.EncryptionProblem("token: x1\n", request: request).Message, StringComparison.Ordinal);
        Assert.Contains("holds a template", SopsEdited.EncryptionProblem("password: x1\nnote: ${N}\n", request: request).Message, StringComparison.Ordinal);
    }

    private static string Masked(string text) => Regex.Replace(text, @"ENC\[[^\]]*\]", "ENC");
}
