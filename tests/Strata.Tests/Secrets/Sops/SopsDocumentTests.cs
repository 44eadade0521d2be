using Strata.Secrets.Sops;
using Strata.Tests.Output;
using Strata.Values;

namespace Strata.Tests.Secrets.Sops;

public class SopsDocumentTests
{
    [Theory]
    [InlineData("hunter2", nameof(ScalarType.String), "hunter2")]
    [InlineData("'12'", nameof(ScalarType.String), "12")]
    [InlineData("-0x10", nameof(ScalarType.String), "-0x10")]
    [InlineData("0x10", nameof(ScalarType.Integer), "16")]
    [InlineData("0777", nameof(ScalarType.Integer), "777")]
    [InlineData("1.50", nameof(ScalarType.Float), "1.5")]
    [InlineData("1e3", nameof(ScalarType.Float), "1000.0")]
    [InlineData(".Inf", nameof(ScalarType.Float), ".inf")]
    [InlineData("-.inf", nameof(ScalarType.Float), "-.inf")]
    [InlineData(".NaN", nameof(ScalarType.Float), ".nan")]
    [InlineData("True", nameof(ScalarType.Boolean), "true")]
    [InlineData("false", nameof(ScalarType.Boolean), "false")]
    [InlineData("2026-11-24", nameof(ScalarType.String), "2026-11-24")]
    [InlineData("''", nameof(ScalarType.String), "")]
    [InlineData("~", nameof(ScalarType.Null), "null")]
    public void Decrypt_EachType_ComesBack(string clear, string type, string text)
    {
        var found = SopsFile.At(SopsFile.Decrypt(SopsFile.Write($"a: {clear}")), "a");

        Assert.Equal((type, text), (found.Type.ToString(), found.Text));
    }

    [Fact]
    public void Decrypt_ADecryptedText_IsSensitiveAndNoTemplateAndWhereItStood()
    {
        var text = SopsFile.Write("b:\n  a: ${HOME} $X\nc_unencrypted: ${HOME}\n");
        var opened = SopsFile.Decrypt(text);
        var (secret, clear) = (SopsFile.At(opened, "b.a"), SopsFile.At(opened, "c_unencrypted"));

        Assert.Equal("${HOME} $X", secret.Text);
        Assert.Equal((true, false, 2, 6), (secret.IsSensitive, secret.HasTemplates, secret.Position.Line, secret.Position.Column));
        Assert.Equal((false, true), (clear.IsSensitive, clear.HasTemplates));
        Assert.False(opened["b"].HasTemplates);
        Assert.True(opened.HasTemplates);
        Assert.False(opened.ContainsKey("sops"));
    }

    [Fact]
    public void Decrypt_Times_AreText()
    {
        var key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        var encrypted = new SopsCipher(key).Encrypt(new SopsValue(SopsType.Time, "2026-11-24T12:00:00.5Z"), "a:");
        using var mac = new SopsMac(onlyEncrypted: false);
        var opened = new SopsDecryption(SopsRule.Default, new SopsCipher(key), mac).Decrypt(Trees.Of($"a: {encrypted}"));

        Assert.Equal("2026-11-24T12:00:00.5Z", SopsFile.At(opened, "a").Text);
        Assert.Equal(ScalarType.String, SopsFile.At(opened, "a").Type);
    }

    [Fact]
    public void Decrypt_EncryptedComments_AreDroppedAndNotInTheMac()
    {
        var text = SopsFile.Write("list: [one, two]\nmap: {a: x}");
        var comment = new SopsCipher(SopsFile.DataKey(text)).Encrypt(new SopsValue(SopsType.Comment, " note"), "list:");
        var (one, two) = (SopsFile.At(SopsFile.Parse(text)[0], "list[0]").Text, SopsFile.At(SopsFile.Parse(text)[0], "list[1]").Text);
        var commented = $"#{comment}\n" + text.Replace(one, $"{comment}\n  - {one} #{comment}", StringComparison.Ordinal).Replace(two, $"{two}\n  - {comment}", StringComparison.Ordinal);
        var opened = SopsFile.Decrypt(commented);

        Assert.Equal("one,two", string.Join(',', ((SequenceNode)opened["list"]).Select(static item => ((ScalarNode)item).Text)));
        Assert.True(new MacChecker(SopsFile.DataKey(text)).AcceptsYaml(commented));

        // Elsewhere a comment is no value.
        var misplaced = new SopsCipher(SopsFile.DataKey(text)).Encrypt(new SopsValue(SopsType.Comment, " note"), "map:a:");
        Assert.Equal(SopsFailure.WrongType, SopsFile.Problem(text.Replace(SopsFile.At(SopsFile.Parse(text)[0], "map.a").Text, misplaced, StringComparison.Ordinal)).Failure);
    }

    [Fact]
    public void Decrypt_AStreamOfDocuments_HasOneMacAndTheFirstBlockCounts()
    {
        MappingNode[] clear = [Trees.Of("a: x"), Trees.Of("b: [1, 2]"), Trees.Of("c_unencrypted: y")];
        var encrypted = SopsDocument.Encrypt(clear, SopsFile.Options(), TimeProvider.System).WithBlock();
        var texts = encrypted.Select(static document => Trees.Write("yaml", document)).ToArray();
        var text = string.Join("---\n", texts);
        var opened = SopsFile.Open(text).Documents;

        Assert.Equal(3, opened.Length);
        Assert.Equal(("x", "2", "y"), (SopsFile.At(opened[0], "a").Text, SopsFile.At(opened[1], "b[1]").Text, SopsFile.At(opened[2], "c_unencrypted").Text));
        Assert.All(opened, static document => Assert.False(document.ContainsKey("sops")));
        Assert.True(new MacChecker(SopsFile.DataKey(text)).AcceptsYaml(text));
        Assert.Equal(SopsFailure.Mac, SopsFile.Problem(texts[0] + "---\n" + texts[2]).Failure);
        Assert.Equal(SopsFailure.Mac, SopsFile.Problem(texts[1] + "---\n" + texts[0] + "---\n" + texts[2]).Failure);
    }

    [Fact]
    public void Decrypt_ADotenvFile_IsAllText()
    {
        var text = SopsFile.Write("PORT: 5432\nPEM: \"one\\ntwo\"\nEMPTY: ''\nA_unencrypted: \"x\\ny\"", SopsFile.Options(SopsFormat.Dotenv));
        var opened = SopsFile.Decrypt("# a comment\n#ENC[x]\n\n" + text, SopsFormat.Dotenv);

        Assert.Contains("A_unencrypted=x\\ny\n", text, StringComparison.Ordinal);
        Assert.Contains("sops_age__list_0__map_enc=-----BEGIN AGE ENCRYPTED FILE-----\\n", text, StringComparison.Ordinal);
        Assert.Equal(["PORT", "PEM", "EMPTY", "A_unencrypted"], opened.Keys);
        Assert.Equal(("5432", "one\ntwo", "", "x\ny"), (SopsFile.At(opened, "PORT").Text, SopsFile.At(opened, "PEM").Text, SopsFile.At(opened, "EMPTY").Text, SopsFile.At(opened, "A_unencrypted").Text));
        Assert.Equal((4, 6), (SopsFile.At(opened, "PORT").Position.Line, SopsFile.At(opened, "PORT").Position.Column));
        Assert.True(SopsMetadata.IsIn(SopsFile.Parse(text, SopsFormat.Dotenv)[0], SopsFormat.Dotenv));
    }

    [Theory]
    [InlineData("A=1\nA=2", 2)]
    [InlineData("A=1\nexport B", 2)]
    public void Dotenv_WhatIsNone_IsRefused(string text, int line)
    {
        var problem = Assert.Throws<SopsException>(() => SopsFile.Parse(text, SopsFormat.Dotenv)).Problems[0];

        Assert.Equal((SopsFailure.Block, line), (problem.Failure, problem.At.Position.Line));
    }

    [Theory]
    [InlineData(nameof(SopsFormat.Yaml), "sops: x", "sops")]
    [InlineData(nameof(SopsFormat.Yaml), "a: 9223372036854775808", "a")]
    [InlineData(nameof(SopsFormat.Yaml), "a: 1e400", "a")]
    [InlineData(nameof(SopsFormat.Yaml), "a_unencrypted: 9223372036854775808", "a_unencrypted")]
    [InlineData(nameof(SopsFormat.Yaml), "a_unencrypted: 1e400", "a_unencrypted")]
    [InlineData(nameof(SopsFormat.Json), "a_unencrypted: .inf", "a_unencrypted")]
    [InlineData(nameof(SopsFormat.Dotenv), "a: {b: x}", "a")]
    [InlineData(nameof(SopsFormat.Dotenv), "sops_a: x", "sops_a")]
    [InlineData(nameof(SopsFormat.Dotenv), "'a=b': x", "a=b")]
    [InlineData(nameof(SopsFormat.Dotenv), "'#a': x", "#a")]
    [InlineData(nameof(SopsFormat.Dotenv), "a_unencrypted: 'x\\ny'", "a_unencrypted")]
    public void Encrypt_WhatSopsCannotHold_IsRefused(string format, string yaml, string path)
    {
        var problem = Assert.Single(Assert.Throws<SopsException>(() => SopsFile.Write(yaml, SopsFile.Options(Enum.Parse<SopsFormat>(format)))).Problems);

        Assert.Equal((SopsFailure.Unwritable, path), (problem.Failure, $"{problem.Path}"));
    }

    [Fact]
    public void Encrypt_ATree_GivesEachReplacementAtItsPath()
    {
        var clear = Trees.Of("a: {b: [x, '', ~, 3]}\nc_unencrypted: y");
        var encrypted = SopsFile.Encrypt(clear, SopsFile.Options());

        Assert.Equal(["a.b[0]", "a.b[3]"], encrypted.Replacements.Select(static replacement => $"{replacement.Path}"));
        Assert.All(encrypted.Replacements, replacement => Assert.Same(replacement.Path.Find(clear), replacement.Node));
        Assert.All(encrypted.Replacements, replacement => Assert.Equal(replacement.Text, SopsFile.At(encrypted.Documents[0], $"{replacement.Path}").Text));
        Assert.Equal(["age", "lastmodified", "mac", "unencrypted_suffix", "version"], encrypted.Metadata.ToNode().Keys);
    }

    [Fact]
    public void Encrypt_MergeTags_StayOnWhatTheyStand()
    {
        var opened = SopsFile.Decrypt(Trees.Write("yaml", SopsFile.Encrypt(Trees.Of("a: x"), SopsFile.Options()).WithBlock()[0]).Replace("a: ", "a: !override ", StringComparison.Ordinal));

        Assert.Equal(MergeTag.Replace, opened["a"].Tag);
    }
}
