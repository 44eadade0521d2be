using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Primitives;

namespace Strata.Consumers.Tests.Provider;

/// <summary>
/// What every provider of configuration that reads a tree must do, after the tests that the runtime holds its own providers to. Run over
/// the runtime's JSON provider as well, so that it is the runtime's contract and not ours.
/// </summary>
public abstract class ProviderContract
{
    private const string Tree = """
        {
          "Key1": "Value1",
          "Section1": { "Key2": "Value12", "Section2": { "Key3": "Value123", "Key3a": ["ArrayValue0", "ArrayValue1", "ArrayValue2"] } },
          "Section3": { "Section4": { "Key4": "Value344" } }
        }
        """;

    /// <summary>A provider over a tree, not loaded yet.</summary>
    /// <param name="json">The tree: JSON, which is YAML too.</param>
    protected abstract IConfigurationProvider Provide(string json);

    [Theory]
    [InlineData("Key1", "Value1")]
    [InlineData("Section1:Key2", "Value12")]
    [InlineData("Section1:Section2:Key3", "Value123")]
    [InlineData("Section1:Section2:Key3a:0", "ArrayValue0")]
    [InlineData("Section1:Section2:Key3a:2", "ArrayValue2")]
    [InlineData("Section3:Section4:Key4", "Value344")]
    [InlineData("section3:SECTION4:kEY4", "Value344")]
    public void TryGet_Value_IsFoundWhateverTheCase(string key, string value)
    {
        var provider = Loaded(Tree);

        Assert.True(provider.TryGet(key, out var found));
        Assert.Equal(value, found);
        Assert.Equal(value, RootOf(Tree)[key]);
    }

    [Theory]
    [InlineData("Key")]
    [InlineData("Section1")]
    [InlineData("Section1:Section2:Key3a")]
    [InlineData("Section3:Key4")]
    [InlineData("Unknown:Key")]
    public void TryGet_WhereNoValueIs_IsFalse(string key)
    {
        Assert.False(Loaded(Tree).TryGet(key, out var found));
        Assert.Null(found);
    }

    [Fact]
    public void GetChildKeys_AtEachLevel_AreSortedAndOnce()
    {
        var provider = Loaded(Tree);

        Assert.Equal(["Key1", "Section1", "Section3"], Listed(provider, null));
        Assert.Equal(["Key2", "Section2"], Listed(provider, "Section1"));
        Assert.Equal(["Key2", "Section2"], Listed(provider, "SECTION1"));
        Assert.Equal(["0", "1", "2"], Listed(provider, "Section1:Section2:Key3a"));
        Assert.Empty(Listed(provider, "Key1"));
        Assert.Empty(Listed(provider, "Unknown"));
        Assert.Empty(Listed(provider, "Sec"));
    }

    [Fact]
    public void GetChildKeys_BesideEarlierOnes_AreSortedAmongThem() =>
        Assert.Equal(["2", "10", "Between", "Key1", "Section1", "Section3"], Listed(Loaded(Tree), null, "2", "10", "Between"));

    [Fact]
    public void GetChildKeys_OfMoreThanTenItems_AreInTheirOrder()
    {
        var provider = Loaded("""{"a": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]}""");

        Assert.Equal(Enumerable.Range(0, 12).Select(static index => $"{index}"), Listed(provider, "a"));
    }

    [Fact]
    public void Root_BehindAnother_Wins()
    {
        var root = RootOf(new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = [new("Key1", "Memory"), new("Section1:Other", "Memory")] }), Provide(Tree));

        Assert.Equal("Value1", root["Key1"]);
        Assert.Equal("Memory", root["Section1:Other"]);
        Assert.Equal(["Key2", "Other", "Section2"], root.GetSection("Section1").GetChildren().Select(static child => child.Key));
    }

    [Fact]
    public void Root_BeforeAnother_Loses()
    {
        var root = RootOf(Provide(Tree), new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = [new("key1", "Memory"), new("Section1:Section2:Key3a:1", "Memory")] }));

        Assert.Equal("Memory", root["Key1"]);
        Assert.Equal(["ArrayValue0", "Memory", "ArrayValue2"], root.GetSection("Section1:Section2:Key3a").Get<string[]>()!);
    }

    [Fact]
    public void Root_Sections_KnowTheirPlace()
    {
        var section = RootOf(Tree).GetSection("Section1").GetSection("Section2");

        Assert.Equal(("Section2", "Section1:Section2", null), (section.Key, section.Path, section.Value));
        Assert.True(section.Exists());
        Assert.False(section.GetSection("Key9").Exists());
    }

    [Fact]
    public void Root_Enumerated_HasEveryValueAndBranch() => Assert.Equal(
        [
            "Key1=Value1", "Section1=", "Section1:Key2=Value12", "Section1:Section2=", "Section1:Section2:Key3=Value123", "Section1:Section2:Key3a=",
            "Section1:Section2:Key3a:0=ArrayValue0", "Section1:Section2:Key3a:1=ArrayValue1", "Section1:Section2:Key3a:2=ArrayValue2",
            "Section3=", "Section3:Section4=", "Section3:Section4:Key4=Value344",
        ],
        RootOf(Tree).AsEnumerable().OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key}={pair.Value}"));

    [Fact]
    public void Binder_Object_IsFilled()
    {
        var bound = RootOf(Tree).Get<Bound>()!;

        Assert.Equal(("Value1", "Value12", "Value123"), (bound.Key1, bound.Section1!.Key2, bound.Section1.Section2!.Key3));
        Assert.Equal(["ArrayValue0", "ArrayValue1", "ArrayValue2"], bound.Section1.Section2.Key3a!);
    }

    [Fact]
    public void Null_IsAValue()
    {
        var provider = Loaded("""{"a": null, "b": ""}""");

        Assert.True(provider.TryGet("a", out var nothing));
        Assert.Null(nothing);
        Assert.True(provider.TryGet("b", out var empty));
        Assert.Equal("", empty);
        Assert.Null(RootOf("""{"Key1": null}""").Get<WithDefaults>()!.Key1);
        Assert.Equal("default", RootOf("""{"other": null}""").Get<WithDefaults>()!.Key1);
    }

    [Fact]
    public void Null_BehindAValue_Wins() =>
        Assert.Null(RootOf(new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = [new("Key1", "Memory")] }), Provide("""{"Key1": null}"""))["Key1"]);

    [Fact]
    public void EmptyListAndMapping_AreWhatTheBinderKnows()
    {
        var provider = Loaded("""{"list": [], "map": {}}""");

        Assert.True(provider.TryGet("list", out var list));
        Assert.Equal("", list);
        Assert.True(provider.TryGet("map", out var map));
        Assert.Null(map);
        Assert.Equal([], RootOf("""{"Items": []}""").Get<WithItems>()!.Items!);
        Assert.Null(RootOf("""{"Others": []}""").Get<WithItems>()!.Items);
    }

    [Fact]
    public void Keys_WithColons_AreKeysWithinKeys()
    {
        var provider = Loaded("""{"a:b": "1", "a": {"c": "2"}, "d": {"e:f": "3"}}""");

        Assert.True(provider.TryGet("a:b", out var b));
        Assert.True(provider.TryGet("d:e:f", out var f));
        Assert.Equal(("1", "3"), (b, f));
        Assert.Equal(["b", "c"], Listed(provider, "a"));
        Assert.Equal(["f"], Listed(provider, "d:e"));
    }

    [Fact]
    public void Keys_WithDots_StayWhole() =>
        Assert.Equal("Warning", RootOf("""{"Logging": {"LogLevel": {"Microsoft.AspNetCore": "Warning"}}}""")["logging:loglevel:microsoft.aspnetcore"]);

    [Fact]
    public void Keys_ThatDifferByCase_AreRefused() =>
        Assert.ThrowsAny<Exception>(() => Loaded("""{"Key": "1", "KEY": "2"}"""));

    [Fact]
    public void Set_Value_IsFoundAndListed()
    {
        var provider = Loaded(Tree);

        provider.Set("Section1:New:Key", "set");
        provider.Set("key1", null);

        Assert.True(provider.TryGet("section1:new:key", out var found));
        Assert.Equal("set", found);
        Assert.True(provider.TryGet("Key1", out var removed));
        Assert.Null(removed);
        Assert.Equal(["Key2", "New", "Section2"], Listed(provider, "Section1"));
        Assert.Equal(["Key"], Listed(provider, "Section1:New"));
    }

    [Fact]
    public void Root_Reloaded_SignalsItsToken()
    {
        var root = RootOf(Tree);
        var signals = 0;
        using var _ = ChangeToken.OnChange(root.GetReloadToken, () => signals++);

        root.Reload();
        root.Reload();

        Assert.Equal(2, signals);
        Assert.Equal("Value1", root["Key1"]);
    }

    // A provider may name a key several times; a root does not.
    private static IEnumerable<string> Listed(IConfigurationProvider provider, string? parent, params string[] earlier) =>
        provider.GetChildKeys(earlier, parent).Distinct(StringComparer.OrdinalIgnoreCase);

    private protected IConfigurationProvider Loaded(string json)
    {
        var provider = Provide(json);
        provider.Load();
        return provider;
    }

    private protected IConfigurationRoot RootOf(string json) => RootOf(Provide(json));

    private protected static IConfigurationRoot RootOf(params IConfigurationProvider[] providers) => new ConfigurationRoot(providers);

    private sealed class Bound
    {
        public string? Key1 { get; set; }

        public BoundSection? Section1 { get; set; }
    }

    private sealed class BoundSection
    {
        public string? Key2 { get; set; }

        public BoundLeaf? Section2 { get; set; }
    }

    private sealed class BoundLeaf
    {
        public string? Key3 { get; set; }

        public string[]? Key3a { get; set; }
    }

    private sealed class WithDefaults
    {
        public string? Key1 { get; set; } = "default";
    }

    private sealed class WithItems
    {
        public string[]? Items { get; set; }
    }
}
