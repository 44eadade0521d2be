using Strata.Secrets.Sops;
using Strata.Tests.Output;

namespace Strata.Tests.Secrets.Sops;

public class SopsRuleTests
{
    private const string Clear = "{plain: 1, db_secret: {user: u, list: [1, {x: 2}]}, note_unencrypted: n}";

    [Theory]
    [InlineData("unencrypted_suffix", "_unencrypted", "plain db_secret.user db_secret.list[0] db_secret.list[1].x")]
    [InlineData("encrypted_suffix", "_secret", "db_secret.user db_secret.list[0] db_secret.list[1].x")]
    [InlineData("encrypted_suffix", "x", "db_secret.list[1].x")]
    [InlineData("unencrypted_regex", "^db_", "plain note_unencrypted")]
    [InlineData("encrypted_regex", "us|in$", "plain db_secret.user")]
    [InlineData("encrypted_regex", "(?i)USER", "db_secret.user")]
    [InlineData("encrypted_regex", "0", "")]
    public void Encrypt_EachRule_HitsWhatStandsBeneath(string name, string text, string expected)
    {
        var rule = SopsRule.Of(SopsRule.Kinds.Single(kind => SopsRule.NameOf(kind) == name), text)!;
        var options = SopsFile.Options(rule: rule);

        Assert.Equal(expected, string.Join(' ', SopsFile.Encrypt(Trees.Of(Clear), options).Replacements.Select(static replacement => $"{replacement.Path}")));
        Assert.Equal("2", SopsFile.At(SopsFile.Decrypt(SopsFile.Write(Clear, options)), "db_secret.list[1].x").Text);
    }

    [Fact]
    public void Read_TwoRules_AreRefusedByName()
    {
        var problem = SopsFile.Problem(SopsFile.Write("a: x").Replace("unencrypted_suffix:", "encrypted_regex: a\n  unencrypted_suffix:", StringComparison.Ordinal));

        Assert.Equal(SopsFailure.Rule, problem.Failure);
        Assert.Contains("unencrypted_suffix and encrypted_regex", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoRule_IsTheDefault()
    {
        Assert.Equal("x", SopsFile.At(SopsFile.Decrypt(SopsFile.Write("a: x").Replace("  unencrypted_suffix: _unencrypted\n", "", StringComparison.Ordinal)), "a").Text);
        Assert.Equal("x", SopsFile.At(SopsFile.Decrypt(SopsFile.Write("a: x").Replace("unencrypted_suffix: _unencrypted", "unencrypted_suffix: ''", StringComparison.Ordinal)), "a").Text);
    }

    [Theory]
    [InlineData("encrypted_comment_regex")]
    [InlineData("unencrypted_comment_regex")]
    public void Decrypt_CommentsDecide_ValuesThatLookEncryptedAre(string name)
    {
        var rule = SopsRule.Of(SopsRuleKind.EncryptedSuffix, "secret");
        var text = SopsFile.Write("secret: 7\nother: 8", SopsFile.Options(rule: rule)).Replace("encrypted_suffix: secret", $"{name}: sops:enc", StringComparison.Ordinal);
        var opened = SopsFile.Decrypt(text);

        Assert.Equal(("7", "8"), (SopsFile.At(opened, "secret").Text, SopsFile.At(opened, "other").Text));
        Assert.Equal(SopsFailure.Mac, SopsFile.Problem(text.Replace("other: 8", "other: 9", StringComparison.Ordinal)).Failure);
        var written = Assert.Throws<SopsException>(() => SopsFile.Write("a: x", SopsFile.Options(rule: SopsRule.Of(SopsRule.Kinds.Single(kind => SopsRule.NameOf(kind) == name), "x"))));
        Assert.Equal(SopsFailure.Unwritable, written.Failure);
    }

    [Theory]
    [InlineData(@"\d", "x1", true)]
    [InlineData(@"\d", "x\u0661", false)]
    [InlineData(@"^\w+$", "abc_1", true)]
    [InlineData(@"^\w+$", "é", false)]
    [InlineData(@"[^\d]", "1", false)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("[[:alpha:]_]", "_", true)]
    [InlineData("[[:alpha:]]", ":", false)]
    [InlineData("[[:^alpha:]]", "1", null)]
    [InlineData("[a-z-[b]]", "b]", true)]
    [InlineData("[]x]", "]", true)]
    [InlineData("[^]x]", "]", false)]
    [InlineData("(?P<name>a)b", "ab", true)]
    [InlineData(@"a\.b", "a.b", true)]
    [InlineData(@"\pL", "a", null)]
    [InlineData(@"\p{L}", "é", true)]
    [InlineData(@"\Qa\E", "a", null)]
    [InlineData("(?=a)", "a", null)]
    [InlineData(@"(a)\1", "aa", null)]
    [InlineData("(", "a", null)]
    [InlineData("[a", "a", null)]
    [InlineData("a\\", "a", null)]
    public void Pattern_WrittenForRe2_MatchesAsThere(string pattern, string text, bool? expected) => Assert.Equal(expected, SopsPattern.Read(pattern)?.Matches(text));

    [Fact]
    public void Pattern_OfAnAttacker_Ends() => Assert.False(SopsPattern.Read("^(a+)+$")!.Matches(new string('a', 50_000) + "b"));

    [Fact]
    public void Read_UnsupportedPattern_IsRefused() =>
        Assert.Equal(SopsFailure.Rule, SopsFile.Problem(SopsFile.Write("a: x").Replace("unencrypted_suffix: _unencrypted", "encrypted_regex: '(?=a)'", StringComparison.Ordinal)).Failure);
}
