using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Validation.Rules;
using static Strata.Tests.Validation.Checked;

namespace Strata.Tests.Validation.Rules;

public class NearMissKeyTests
{
    [Fact]
    public void Check_KeyThatOneOverrideAloneSets_IsReportedAtTheKey()
    {
        var found = Check("pool: { max_size: 5 }", "pool: { max_szie: 50 }");

        Assert.Equal(["suggestion STR6028 top.yml:2:9 only \"top\" sets \"max_szie\"; \"low\" sets \"max_size\" there"], found.Lines());
        Assert.Equal("did you mean max_size?", found[0].Hint);
        Assert.Equal("pool.max_szie", found[0].Path!.ToString());
        Assert.Equal("overrides/low.yml", found[0].Related[0].File);
        Assert.Equal("2:9", found[0].Related[0].Position.ToString());
    }

    [Fact]
    public void Check_KeyThatSeveralOthersSet_IsWarnedOf() => Assert.Equal(
        ["warning STR6028 low.yml:2:1 only \"low\" sets \"time_out\"; 2 other overrides set \"timeout\" there"],
        Matrix(new NearMissKey(), Matrix([("low.yml", Low("time_out: 1")), ("mid.yml", "_metadata: { type: app }\ntimeout: 2\n"), ("top.yml", Top("timeout: 3"))], new Asked("app"))).Lines());

    [Theory]
    [InlineData("min_size: 1", "minSize: 1")]
    [InlineData("min-size: 1", "min_size: 1")]
    [InlineData("loglevel: info", "log_level: info")]
    [InlineData("password_hash: x", "passwrod_hash: y")]
    [InlineData("enabled: true", "enabeld: false")]
    [InlineData("endpoint: a", "enpoint: a")]
    [InlineData("statement_timeout: 1", "statment_timeout: 1")]
    public void Check_Slip_IsFound(string low, string top) => Assert.Equal(["2:1"], Check(low, top).Places());

    [Theory]
    [InlineData("node1: { a: 1 }", "node2: { a: 1 }")]
    [InlineData("redis-node-1: a", "redis-node-2: a")]
    [InlineData("origin: a", "origins: a")]
    [InlineData("policy: a", "policies: a")]
    [InlineData("min_size: 1", "max_size: 1")]
    [InlineData("host: a", "port: a")]
    [InlineData("left: 1", "lift: 1")]
    [InlineData("import: a", "export: a")]
    [InlineData("inclusive: true", "exclusive: true")]
    [InlineData("encryption: a", "decryption: a")]
    [InlineData("key: 1", "kye: 1")]
    [InlineData("timeout: 1", "timeuot: { read: 1 }")]
    [InlineData("timeout: 1", "timeuot: soon")]
    [InlineData("timeout: 1\ntimeuot: 2", "timeuot: 3")]
    [InlineData("timeout: 1", "timeout: 2\ntimeuot: 3")]
    public void Check_AnotherWord_IsNotReported(string low, string top) => Assert.Empty(Check(low, top));

    [Fact]
    public void Check_OverridesThatNeverMeet_AreNotCompared()
    {
        var files = new[] { ("a.yml", "timeout: 1\n"), ("b.yml", "timeuot: 1\n") };

        Assert.Empty(Matrix(new NearMissKey(), Matrix(files, new("a"), new("b"))));
        Assert.Empty(Matrix(new NearMissKey(), Matrix(files)));
    }

    [Fact]
    public void Check_NearToADeclaredSecret_HidesItsLine() => Assert.True(Assert.Single(Matrix(new NearMissKey(), Matrix(
        [("low.yml", "_metadata: { type: app, priority: low, sensitive: [alert.webhook] }\nalert: { webhook: a }\n"), ("top.yml", Top("alert: { webhok: b }"))], new Asked("app")))).IsSensitive);

    private static string Low(string text) => $"_metadata: {{ type: app, priority: low }}\n{text}\n";

    private static string Top(string text) => $"_metadata: {{ type: app, priority: high }}\n{text}\n";

    private static ImmutableArray<Diagnostic> Check(string low, string top) => Matrix(new NearMissKey(), Matrix([("low.yml", Low(low)), ("top.yml", Top(top))], new Asked("app")));
}
