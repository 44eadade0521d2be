using Strata.Secrets;
using Strata.Tests.Documents;
using Strata.Values;

namespace Strata.Tests.Secrets;

public class SensitivityTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("DB_PASSWORD")]
    [InlineData("dbPassword2")]
    [InlineData("passwd")]
    [InlineData("client-secret")]
    [InlineData("token")]
    [InlineData("api_key")]
    [InlineData("apiKey")]
    [InlineData("privateKey")]
    [InlineData("aws.credential")]
    [InlineData("connection_string")]
    [InlineData("ConnectionStrings")]
    [InlineData("sentry_dsn")]
    public void TextOf_SecretsName_IsMasked(string key) => Assert.Equal("{a: {" + key + ": ********}}", Shown($"a: {{{key}: v}}"));

    [Theory]
    [InlineData("secretary")]
    [InlineData("tokenizer")]
    [InlineData("max_tokens")]
    [InlineData("keyboard")]
    [InlineData("passenger")]
    [InlineData("primary_key")]
    [InlineData("api_keyring")]
    public void TextOf_NameThatOnlyLooksAlike_IsShown(string key) => Assert.Equal("{a: {" + key + ": v}}", Shown($"a: {{{key}: v}}"));

    [Fact]
    public void TextOf_EverythingUnderASecretsName_IsMasked() =>
        Assert.Equal("{secrets: {a: ********, b: [********, {c: ********}]}}", Shown("secrets: {a: 1, b: [x, {c: y}]}"));

    [Fact]
    public void TextOf_BooleansAndNullsUnderASecretsName_AreShown() => Assert.Equal(
        "{password_required: true, password: null, secrets: {enabled: false, value: ********}}",
        Shown("password_required: true\npassword: null\nsecrets: {enabled: false, value: x}"));

    [Theory]
    [InlineData("a.b", "{a: {b: ********, c: 2}, d: [{e: 3}, {e: 4}]}")]
    [InlineData("a", "{a: {b: ********, c: ********}, d: [{e: 3}, {e: 4}]}")]
    [InlineData("a.*", "{a: {b: ********, c: ********}, d: [{e: 3}, {e: 4}]}")]
    [InlineData("*.b", "{a: {b: ********, c: 2}, d: [{e: 3}, {e: 4}]}")]
    [InlineData("**.e", "{a: {b: 1, c: 2}, d: [{e: ********}, {e: ********}]}")]
    [InlineData("d[0]", "{a: {b: 1, c: 2}, d: [{e: ********}, {e: 4}]}")]
    [InlineData("d[*].e", "{a: {b: 1, c: 2}, d: [{e: ********}, {e: ********}]}")]
    [InlineData("d.1.e", "{a: {b: 1, c: 2}, d: [{e: 3}, {e: ********}]}")]
    [InlineData("**", "{a: {b: ********, c: ********}, d: [{e: ********}, {e: ********}]}")]
    [InlineData("?.b", "{a: {b: ********, c: 2}, d: [{e: 3}, {e: 4}]}")]
    [InlineData("A.b", "{a: {b: 1, c: 2}, d: [{e: 3}, {e: 4}]}")]
    [InlineData("a.b.c", "{a: {b: 1, c: 2}, d: [{e: 3}, {e: 4}]}")]
    public void TextOf_DeclaredPath_IsMasked(string pattern, string expected) =>
        Assert.Equal(expected, Shown("a: {b: 1, c: 2}\nd: [{e: 3}, {e: 4}]", pattern));

    [Fact]
    public void TextOf_SeveralPatterns_EachCounts() =>
        Assert.Equal("{a: {b: ********, c: 2}, d: [{e: 3}, {e: ********}]}", Shown("a: {b: true, c: 2}\nd: [{e: 3}, {e: 4}]", "a.b", "x.y.z", "d[1].e"));

    [Theory]
    [InlineData("postgres://u:p@h:5432/db", "postgres://u:********@h:5432/db")]
    [InlineData("redis://:p@h", "redis://:********@h")]
    [InlineData("http://h:80/p?q=1", "http://h:80/p?q=1")]
    [InlineData("http://u@h/", "http://u@h/")]
    [InlineData("a http://u:p@h b http://v:q@i/", "a http://u:********@h b http://v:********@i/")]
    [InlineData("http://u:p/w@h/", "http://u:********@h/")]
    [InlineData("http://u:p@w@h/", "http://u:********@h/")]
    public void TextOf_UrlsPassword_AloneIsMasked(string text, string expected) =>
        Assert.Equal($"{{v: {expected}}}", Shown($"v: '{text}'"));

    [Theory]
    [InlineData("ENC[AES256_GCM,data:x,iv:y]", true)]
    [InlineData("ENC[x]", true)]
    [InlineData("ENC[", false)]
    [InlineData("xENC[y]", false)]
    public void TextOf_EncryptedValue_IsMasked(string text, bool masked) =>
        Assert.Equal(masked ? "{v: ********}" : $"{{v: {text}}}", Shown($"v: '{text}'"));

    [Fact]
    public void TextOf_SecretTag_IsMaskedWithAllBeneath() =>
        Assert.Equal("{v: ********, m: {a: [********]}, w: 1}", Shown("v: !secret x\nm: !secret {a: [y]}\nw: 1"));

    [Fact]
    public void None_Cursor_MasksNothing() =>
        Assert.Equal("{password: v, u: http://u:p@h}", Show(Parsed.From("password: v\nu: http://u:p@h").Root, Sensitivity.None));

    [Fact]
    public void Mark_Tree_KeepsItsSecretsWhereverItIsPut()
    {
        var root = Parsed.From("a: {b: 1, c: [2, 3], d: 4}").Root;
        var sensitivity = new Sensitivity([Pattern("a.b"), Pattern("a.c[1]")]);
        var marked = sensitivity.Root.Enter("a", root["a"]).Mark(root["a"]);

        Assert.Equal("{b: ********, c: [2, ********], d: 4}", Show(marked, new Sensitivity([]).Root));
        Assert.Equal("{a: {b: 1, c: [2, 3], d: 4}}", Show(root, new Sensitivity([]).Root));
    }

    [Fact]
    public void Mark_TreeWithoutSecrets_IsTheSameObject()
    {
        var root = Parsed.From("a: {b: 1}").Root;

        Assert.Same(root, new Sensitivity([]).Root.Mark(root));
    }

    private static string Shown(string yaml, params string[] patterns) =>
        Show(Parsed.From(yaml).Root, new Sensitivity([.. patterns.Select(Pattern)]).Root);

    private static PathPattern Pattern(string text)
    {
        Assert.True(PathPattern.TryParse(text, out var pattern, out _));
        return pattern;
    }

    private static string Show(ConfigNode node, Sensitivity.Cursor cursor) => node switch
    {
        MappingNode mapping => "{" + string.Join(", ", mapping.Select(entry => $"{entry.Key}: {Show(entry.Value, cursor.Enter(entry.Key, entry.Value))}")) + "}",
        SequenceNode list => "[" + string.Join(", ", list.Select((item, index) => Show(item, cursor.Enter(index, item)))) + "]",
        _ => cursor.TextOf((ScalarNode)node),
    };
}
