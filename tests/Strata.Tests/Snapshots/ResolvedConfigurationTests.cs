using Strata.Tests.Values;
using Strata.Values;

namespace Strata.Tests.Snapshots;

public class ResolvedConfigurationTests
{
    private const string Yaml = """
        a: {b: {c: 1}}
        l: [{n: x}, [2, 3]]
        "k.1": {"": e, "[0]": f, " g ": h, '"q"': i, "back\\slash": j}
        m: {"0": zero, "007": bond}
        "/s": {"~t/u": v}
        """;

    [Theory]
    [InlineData("a.b.c", "1")]
    [InlineData("a.b", "{c: 1}")]
    [InlineData("/a/b/c", "1")]
    [InlineData("\"a\".\"b\".c", "1")]
    [InlineData("l[0].n", "x")]
    [InlineData("l.0.n", "x")]
    [InlineData("l[1][0]", "2")]
    [InlineData("l.1.0", "2")]
    [InlineData("l[1].1", "3")]
    [InlineData("/l/1/1", "3")]
    [InlineData("\"k.1\".\"\"", "e")]
    [InlineData("/k.1/", "e")]
    [InlineData("\"k.1\".\"[0]\"", "f")]
    [InlineData("\"k.1\".\" g \"", "h")]
    [InlineData("\"k.1\".\"\\\"q\\\"\"", "i")]
    [InlineData("\"k.1\".\"back\\\\slash\"", "j")]
    [InlineData("m.0", "zero")]
    [InlineData("m.\"0\"", "zero")]
    [InlineData("m.007", "bond")]
    [InlineData("\"/s\".\"~t/u\"", "v")]
    [InlineData("//s/~0t~1u", null)]
    [InlineData("/~1s/~0t~1u", "v")]
    [InlineData("a.b.x", null)]
    [InlineData("a.b.c.d", null)]
    [InlineData("l[2]", null)]
    [InlineData("l[-1]", null)]
    [InlineData("l[99999999999]", null)]
    [InlineData("m[0]", null)]
    [InlineData("a..b", null)]
    [InlineData("a.b.", null)]
    [InlineData("A.b", null)]
    public void TryGet_Path_InEverySpelling(string path, string? expected)
    {
        var configuration = Resolved.From(Yaml);

        Assert.Equal(expected is not null, configuration.TryGet(path, out var node));
        Assert.Equal(expected, node is null ? null : Flow.Of(node));
        if (ConfigPath.TryParse(path, out var parsed))
        {
            Assert.Equal(expected is not null, configuration.TryGet(parsed, out var same));
            Assert.Same(node, same);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    public void TryGet_Root_IsTheWhole(string path)
    {
        var configuration = Resolved.From(Yaml);

        Assert.True(configuration.TryGet(path, out var node));
        Assert.Same(configuration.Root, node);
    }

    [Fact]
    public void TryGet_EveryLeafByItsOwnPath_FindsIt()
    {
        var configuration = Resolved.From(Yaml);

        foreach (var leaf in configuration.Leaves())
        {
            Assert.True(configuration.TryGet(leaf.Path, out var node));
            Assert.Same(leaf.Value, node);
            Assert.Equal(leaf.Path, ConfigPath.Parse(leaf.Path).ToString());
            Assert.True(configuration.TryGet(ConfigPath.Parse(leaf.Path).ToJsonPointer(), out node));
            Assert.Same(leaf.Value, node);
        }
    }

    [Fact]
    public void TryGet_CanonicalPath_AllocatesNothing()
    {
        var configuration = Resolved.From(Yaml);
        string[] paths = ["a.b.c", "l[0].n", "l[1][0]", "m.007", "\"k.1\".\"\""];
        Assert.All(paths, path => Assert.True(configuration.TryGet(path, out _)));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            foreach (var path in paths)
            {
                configuration.TryGet(path, out _);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void GetSection_Value_IsTyped()
    {
        var section = Resolved.From("s: {text: x, number: 0x1F, large: 9223372036854775808, float: 1.5, flag: true, no: null, list: [1], sub: {y: 5}}").GetSection("s");

        Assert.Equal("x", section.GetString("text"));
        Assert.Equal("31", section.GetString("number"));
        Assert.Null(section.GetString("no"));
        Assert.Equal(31, section.GetInt64("number"));
        Assert.Equal(1.5, section.GetDouble("float"));
        Assert.Equal(31.0, section.GetDouble("number"));
        Assert.True(section.GetBoolean("flag"));
        Assert.Equal(5, section.GetSection("sub").GetInt64("y"));
        Assert.Equal("s.sub.y", section.GetSection("sub").Explain("y")!.Path.ToString());
        Assert.Throws<InvalidCastException>(() => section.GetInt64("large"));
        Assert.Throws<InvalidCastException>(() => section.GetInt64("text"));
        Assert.Throws<InvalidCastException>(() => section.GetString("list"));
        Assert.Throws<InvalidCastException>(() => section.GetBoolean("text"));
        Assert.Equal("There is no value at \"s.none\".", Assert.Throws<KeyNotFoundException>(() => section.GetString("none")).Message);
    }

    [Fact]
    public void GetSection_MistypedPath_SaysWhatWasMeant() => Assert.Equal(
        "There is no value at \"databse.port\". Did you mean \"database.port\"?",
        Assert.Throws<KeyNotFoundException>(() => Resolved.From("database: {port: 1}").GetSection("databse.port")).Message);

    [Fact]
    public void GetInt64_SecretOfAnotherType_IsNotSaid() => Assert.DoesNotContain(
        "s3cr3t",
        Assert.Throws<InvalidCastException>(() => Resolved.From("db: {password: s3cr3t}").GetSection("db").GetInt64("password")).ToString(),
        StringComparison.Ordinal);
}
