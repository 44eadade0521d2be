using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Tests.Secrets.Sops;

/// <summary>What an attacker without the key may do to a SOPS file, and whether it is seen.</summary>
public class SopsTamperTests
{
    private const string Clear = """
        db:
          user: admin
          password: hunter2
          port: 5432
        list: [alpha, beta, gamma]
        first_unencrypted: ab
        second_unencrypted: cd
        mode_unencrypted: 0777
        """;

    private static readonly string Text = SopsFile.Write(Clear);

    [Fact]
    public void Decrypt_Untouched_IsOpened()
    {
        var opened = SopsFile.Decrypt(Text);

        Assert.Equal("hunter2", SopsFile.At(opened, "db.password").Text);
        Assert.Equal("777", SopsFile.At(opened, "mode_unencrypted").Text);
        Assert.True(new MacChecker(SopsFile.DataKey(Text)).AcceptsYaml(Text));
    }

    [Fact]
    public void Decrypt_ValuesSwapped_IsSeen()
    {
        var (user, password) = (Value("db.user"), Value("db.password"));
        var problem = Problem(Text.Replace(user, "*", StringComparison.Ordinal).Replace(password, user, StringComparison.Ordinal).Replace("*", password, StringComparison.Ordinal));

        Assert.Equal(SopsFailure.Forged, problem.Failure);
        Assert.Equal("db.user", $"{problem.Path}");
        Assert.Equal(2, problem.At.Position.Line);
    }

    [Fact]
    public void Decrypt_ItemsOfAListSwapped_AreSeenByTheMacAlone()
    {
        var (alpha, beta) = (Value("list[0]"), Value("list[1]"));

        Assert.Equal(SopsFailure.Mac, Problem(Text.Replace(alpha, "*", StringComparison.Ordinal).Replace(beta, alpha, StringComparison.Ordinal).Replace("*", beta, StringComparison.Ordinal)).Failure);
    }

    [Theory]
    [InlineData("db.user")]
    [InlineData("db.port")]
    [InlineData("list[2]")]
    [InlineData("first_unencrypted")]
    public void Decrypt_ValueDeleted_IsSeen(string path) => Assert.Equal(SopsFailure.Mac, Problem(WithoutLine(Value(path))).Failure);

    [Theory]
    [InlineData("first_unencrypted: ab", "first_unencrypted: aB")]
    [InlineData("first_unencrypted: ab", "first_unencrypted: a")]
    [InlineData("first_unencrypted: ab\nsecond_unencrypted: cd", "second_unencrypted: cd\nfirst_unencrypted: ab")]
    [InlineData("mode_unencrypted: 777", "mode_unencrypted: 0777")]
    [InlineData("first_unencrypted: ab", "first_unencrypted: ab\nnew_unencrypted: x")]
    [InlineData("lastmodified: \"2026", "lastmodified: \"2025")]
    [InlineData("unencrypted_suffix: _unencrypted", "unencrypted_suffix: _unencrypted\n  mac_only_encrypted: true")]
    public void Decrypt_ClearPartChanged_IsSeen(string part, string other)
    {
        var changed = Text.Replace(part, other, StringComparison.Ordinal);

        Assert.NotEqual(Text, changed);
        Assert.Equal(SopsFailure.Mac, Problem(changed).Failure);
    }

    [Theory]
    [InlineData("db.user", "root", nameof(SopsFailure.NotEncrypted))]
    [InlineData("db.user", "admin", nameof(SopsFailure.NotEncrypted))]
    [InlineData("db.user", "5", nameof(SopsFailure.NotEncrypted))]
    [InlineData("db.user", "true", nameof(SopsFailure.NotEncrypted))]
    [InlineData("db.user", "\"\"", nameof(SopsFailure.Mac))]
    [InlineData("db.user", "null", nameof(SopsFailure.Mac))]
    [InlineData("db.user", "{}", nameof(SopsFailure.Mac))]
    [InlineData("db.user", "ENC[AES256_GCM,data:,iv:,tag:,type:str]", nameof(SopsFailure.Malformed))]
    public void Decrypt_ValueReplacedWithClear_IsSeen(string path, string clear, string failure) =>
        Assert.Equal(failure, Problem(Text.Replace(Value(path), clear, StringComparison.Ordinal)).Failure.ToString());

    [Fact]
    public void Decrypt_RuleChanged_IsSeen()
    {
        var wider = Text.Replace("unencrypted_suffix: _unencrypted", "unencrypted_suffix: r", StringComparison.Ordinal);

        Assert.NotEqual(Text, wider);
        Assert.Equal(SopsFailure.NotEncrypted, Problem(wider).Failure);
        Assert.Equal(SopsFailure.Mac, Problem(SopsFile.Write("user: admin").Replace("_suffix: _unencrypted", "_suffix: user", StringComparison.Ordinal)).Failure);
    }

    [Fact]
    public void Decrypt_MacMissing_NeverMatches()
    {
        foreach (var mac in new[] { "", "mac: ", "mac: ~", "mac: \"\"", "mac: x", $"mac: {Value("db.user")}" })
        {
            Assert.Equal(SopsFailure.Mac, Problem(Text.Replace("mac: " + Mac(), mac, StringComparison.Ordinal)).Failure);
        }
    }

    [Fact]
    public void Decrypt_KeyRenamedAboveAnEncryptedValue_IsSeen() =>
        Assert.Equal(SopsFailure.Forged, Problem(Text.Replace("password:", "passwort:", StringComparison.Ordinal)).Failure);

    [Fact]
    public void Decrypt_SeveralWrong_AllAreNamed()
    {
        var text = Text.Replace(Value("db.user"), "root", StringComparison.Ordinal).Replace("password:", "passwort:", StringComparison.Ordinal);

        Assert.Equal(["db.user", "db.passwort"], Assert.Throws<SopsException>(() => SopsFile.Open(text)).Problems.Select(static problem => $"{problem.Path}"));
    }

    [Fact]
    public void Decrypt_MacOfEncryptedValuesOnly_SeesThoseAlone()
    {
        var text = SopsFile.Write(Clear, SopsFile.Options(macOnlyEncrypted: true));
        string Of(string path) => SopsFile.At(SopsFile.Parse(text)[0], path).Text;

        Assert.True(new MacChecker(SopsFile.DataKey(text)).AcceptsYaml(text));
        Assert.Equal("aB", SopsFile.At(SopsFile.Decrypt(text.Replace("_unencrypted: ab", "_unencrypted: aB", StringComparison.Ordinal)), "first_unencrypted").Text);
        Assert.Equal(SopsFailure.Mac, Problem(text.Replace(Of("db.user"), "\"\"", StringComparison.Ordinal)).Failure);
        Assert.Equal(SopsFailure.Mac, Problem(text.Replace("mac_only_encrypted: true", "mac_only_encrypted: false", StringComparison.Ordinal)).Failure);
    }

    // What SOPS's MAC is blind to. Our own envelope sees all of it.
    [Theory]
    [InlineData("first_unencrypted: ab\nsecond_unencrypted: cd", "first_unencrypted: abc\nsecond_unencrypted: d")]
    [InlineData("first_unencrypted: ab", "renamed_unencrypted: ab")]
    [InlineData("first_unencrypted: ab", "first_unencrypted: ab\nnothing: null\nempty: \"\"\nnone: {}")]
    [InlineData("mode_unencrypted: 777", "mode_unencrypted: \"777\"")]
    public void Decrypt_WhatTheMacDoesNotCover_IsNotSeen(string part, string other)
    {
        var changed = Text.Replace(part, other, StringComparison.Ordinal);

        Assert.NotEqual(Text, changed);
        SopsFile.Decrypt(changed);
    }

    [Fact]
    public void Decrypt_TypeChangedOrOlderFile_IsNotSeen()
    {
        var port = Value("db.port");
        var retyped = Text.Replace(port, port.Replace("type:int", "type:str", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.Equal(ScalarType.Integer, SopsFile.At(SopsFile.Decrypt(Text), "db.port").Type);
        Assert.Equal(ScalarType.String, SopsFile.At(SopsFile.Decrypt(retyped), "db.port").Type);

        // A whole older file is as good as any: nothing in it tells that a newer one exists.
        SopsFile.Decrypt(SopsFile.Write("a: old"));
    }

    private static string Value(string path) => SopsFile.At(SopsFile.Parse(Text)[0], path).Text;

    private static string Mac() => SopsFile.At(SopsFile.Parse(Text)[0], "sops.mac").Text;

    private static string WithoutLine(string part) => string.Join('\n', Text.Split('\n').Where(line => !line.EndsWith(part, StringComparison.Ordinal)));

    private static SopsProblem Problem(string text)
    {
        var problem = SopsFile.Problem(text);
        Assert.All(new[] { "hunter2", "admin", "5432" }, secret => Assert.DoesNotContain(secret, $"{problem}", StringComparison.Ordinal));
        return problem;
    }
}
