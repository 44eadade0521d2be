using System.Collections.Frozen;
using System.Collections.Immutable;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Tests.Binding;

public class BindingTests
{
    [Fact]
    public void Get_Record_IsMadeByItsConstructor()
    {
        var endpoint = Bound.Configuration("it: { host: db, port: 5432 }").Get<Endpoint>("it");

        Assert.Equal(new Endpoint("db", new Port(5432)), endpoint);
    }

    [Theory]
    [InlineData("UseTls")]
    [InlineData("useTls")]
    [InlineData("use_tls")]
    [InlineData("use-tls")]
    [InlineData("USE_TLS")]
    [InlineData("usetls")]
    public void Get_KeyInAnySpelling_IsTheMembers(string key) =>
        Assert.False(Bound.Configuration($"it: {{ host: db, port: 1, {key}: false }}").Get<Endpoint>("it").UseTls);

    [Fact]
    public void Get_ClassWithProperties_KeepsItsDefaults()
    {
        var options = Bound.Configuration("it: { name: x, tags: [a], weights: { b: 2 } }").Get<Options>("it");

        Assert.Equal("x", options.Name);
        Assert.Equal(3, options.Retries);
        Assert.Equal("info", options.Level);
        Assert.Null(options.Comment);
        Assert.Equal(Colour.LightGreen, options.Colour);
        Assert.Equal(["default", "a"], options.Tags);
        Assert.Equal(2, options.Weights["b"]);
    }

    [Fact]
    public void Get_DerivedClass_HasTheMembersOfItsBase()
    {
        var options = Bound.Configuration("it: { name: x, level: debug, retries: 5, colour: dark_blue, comment: ~, endpoint: { host: h, port: 1 } }").Get<DerivedOptions>("it");

        Assert.Equal(("x", "debug", 5, Colour.DarkBlue, "h"), (options.Name, options.Level, options.Retries, options.Colour, options.Endpoint.Host));
    }

    [Fact]
    public void Get_Structs_AreBound()
    {
        var configuration = Bound.Configuration("it: [{ left: 1, right: 2 }]\nmutable: { count: 3, limit: 4 }");

        Assert.Equal([new Pair(1, 2)], configuration.Get<Pair[]>("it"));
        Assert.Equal((3, 4), (configuration.Get<Mutable>("mutable").Count, configuration.Get<Mutable>("mutable").Limit));
    }

    [Fact]
    public void Get_TypeThatHoldsItself_IsBoundAsDeepAsTheFile()
    {
        var tree = Bound.Configuration("it: { name: a, children: [{ name: b, children: [{ name: c, children: [] }] }] }").Get<Tree>("it");

        Assert.Equal("c", tree.Children[0].Children[0].Name);
    }

    [Fact]
    public void Get_Collections_AreOfTheKindAskedFor()
    {
        var configuration = Bound.Configuration("list: [1, 2, 2]\nmap: { a: 1, b: 2 }\nnames: { red: x, DarkBlue: y }\nnumbers: { 1: x }\nnested: { a: [1], b: [] }\nnulls: [a, ~]");

        Assert.Equal([1, 2, 2], configuration.Get<List<int>>("list"));
        Assert.Equal([1, 2, 2], configuration.Get<IReadOnlyList<int>>("list"));
        Assert.Equal([1, 2, 2], configuration.Get<ImmutableArray<int>>("list"));
        Assert.Equal([1, 2], configuration.Get<HashSet<int>>("list").Order());
        Assert.Equal([1L, 2L], configuration.Get<FrozenSet<long>>("list").Order());
        Assert.Equal([1, 2], configuration.Get<ImmutableSortedSet<int>>("list"));
        Assert.Equal(2, configuration.Get<IReadOnlyDictionary<string, int>>("map")["b"]);
        Assert.Equal(2, configuration.Get<ImmutableDictionary<string, int>>("map")["b"]);
        Assert.Equal(2, configuration.Get<FrozenDictionary<string, int>>("map")["b"]);
        Assert.Equal("y", configuration.Get<Dictionary<Colour, string>>("names")[Colour.DarkBlue]);
        Assert.Equal("x", configuration.Get<Dictionary<int, string>>("numbers")[1]);
        Assert.Equal([1], configuration.Get<Dictionary<string, int[]>>("nested")["a"]);
        Assert.Equal(["a", null], configuration.Get<List<string?>>("nulls"));
    }

    [Fact]
    public void Get_EveryNumber_IsExact()
    {
        var numbers = Bound.Configuration(
            "it: { a: -128, b: 255, c: -32768, d: 65535, e: 0x7fffffff, f: 4294967295, g: -9223372036854775808, h: 18446744073709551615, i: 170141183460469231731687303715884105727, j: 0.5, k: 1e300, l: 79228162514264337593543950335, m: 1.5, n: 7 }").Get<Numbers>("it");

        Assert.Equal(new Numbers(-128, 255, -32768, 65535, int.MaxValue, uint.MaxValue, long.MinValue, ulong.MaxValue, Int128.MaxValue, 0.5f, 1e300, decimal.MaxValue, (Half)1.5, 7), numbers);
    }

    [Fact]
    public void Get_ValuesOfOneText_AreRead()
    {
        var texts = Bound.Configuration(
            "it: { letter: x, id: 6F9619FF-8B86-D011-B42D-00CF4FC964FF, address: 'https://example.com/a', version: '1.2.3', ip: '::1', at: '2026-11-30T04:05:06+02:00', date: 2026-11-30, time: '22:30', key: hunter2, local: '2026-11-30T04:05:06' }").Get<Texts>("it");

        Assert.Equal('x', texts.Letter);
        Assert.Equal("https://example.com/a", texts.Address.ToString());
        Assert.Equal(new Version(1, 2, 3), texts.Version);
        Assert.Equal(System.Net.IPAddress.IPv6Loopback, texts.Ip);
        Assert.Equal(TimeSpan.FromHours(2), texts.At.Offset);
        Assert.Equal(new DateOnly(2026, 11, 30), texts.Date);
        Assert.Equal(new TimeOnly(22, 30), texts.Time);
        Assert.Equal("hunter2", texts.Key.Reveal());
        Assert.Equal(new DateTime(2026, 11, 30, 4, 5, 6, DateTimeKind.Unspecified), texts.Local);
    }

    [Fact]
    public void Get_Flags_AreListsAndNamesWithCommas()
    {
        var configuration = Bound.Configuration("list: [read, write]\none: read\ntext: 'read, Write'\nnone: []");

        Assert.Equal([Access.All, Access.Read, Access.All, Access.None], ((string[])["list", "one", "text", "none"]).Select(path => configuration.Get<Access>(path)));
    }

    [Fact]
    public void Get_Source_IsTheSectionItself()
    {
        var whole = Bound.Configuration("it: { known: a, other: 5 }").Get<Whole>("it");

        Assert.Equal(5, whole.Section.GetInt64("other"));
        Assert.Equal("it", whole.Section.Path.ToString());
    }

    [Fact]
    public void Get_NamedKey_IsTakenForTheMember() => Assert.Equal(
        new Keyed("a", "b"), Bound.Configuration("it: { from_address: a, to: b }").Get<Keyed>("it"));

    [Fact]
    public void Get_RawNodes_AreGiven()
    {
        var configuration = Bound.Configuration("it: { a: [1, { b: 2 }] }");

        Assert.Equal(NodeKind.Sequence, configuration.Get<Dictionary<string, ConfigNode>>("it")["a"].Kind);
        Assert.Equal("it.a[1]", configuration.Get<Dictionary<string, ConfigSection[]>>("it")["a"][1].Path.ToString());
    }

    [Fact]
    public void Get_OfASectionAndAManager_IsTheSame()
    {
        var section = Bound.Configuration("outer: { it: { host: db, port: 1 } }").GetSection("outer");

        Assert.Equal(section.Get<Endpoint>("it"), section.GetSection("it").Get<Endpoint>());
        Assert.Throws<KeyNotFoundException>(() => section.Get<Endpoint>("nowhere"));
        Assert.Throws<InvalidOperationException>(() => new OverrideManager().Get<Endpoint>("it"));
    }
}
